import { setTimeout as wait } from 'node:timers/promises';

/** How long it is tried. */
const patienceMs = 90_000;
const longestPauseMs = 5_000;

/** What was paid for is not lost to a store or a database that is away for a while. */
export async function persistently<T>(
  work: () => Promise<T>,
  pause: (ms: number) => Promise<unknown> = wait,
  clock: () => number = () => performance.now(),
): Promise<T> {
  const since = clock();
  for (let ms = 500; ; ms = Math.min(2 * ms, longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      if (clock() - since + ms > patienceMs) throw error;
      await pause(ms);
    }
  }
}
