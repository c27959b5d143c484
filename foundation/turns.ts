import { fail } from './errors';

/** How many may wait for their turn, and what those are told who come then. */
interface Queue {
  waitingAtMost: number;
  refusal: string;
}

/**
 * Runs work in the order it came, only so much at the same time.
 * @throws `unavailable` (503) where the queue is limited and full
 */
export function turns(count: number, queue?: Queue): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running < count) running += 1;
    else if (queue && waiting.length >= queue.waitingAtMost)
      throw fail('unavailable', queue.refusal);
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
