import { setTimeout as wait } from 'node:timers/promises';

/** How long something is tried, and by which clock. */
export interface Persistence {
  patienceMs?: number;
  pause?: (ms: number) => Promise<unknown>;
  clock?: () => number;
}

const longestPauseMs = 5_000;

/** What is had only once is not lost to a store or a database that is away for a while. */
export async function persistently<T>(
  work: () => Promise<T>,
  { patienceMs = 90_000, pause = wait, clock = () => performance.now() }: Persistence = {},
): Promise<T> {
  const since = clock();
  for (let ms = 250; ; ms = Math.min(2 * ms, longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      if (clock() - since + ms > patienceMs) throw error;
      await pause(ms);
    }
  }
}
