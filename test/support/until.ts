import { setTimeout as pause } from 'node:timers/promises';

/** Waits until a condition holds, for at most a minute and a half: machines are slow, and no test asserts a time. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  deadlineMs = 90_000,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for: ${condition.toString()}`);
    await pause(25);
  }
}
