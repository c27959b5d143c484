import { Context } from '@temporalio/activity';

/**
 * Beats while `work` runs, whatever it waits for: the beat shows that this process lives, and carries a cancellation
 * back, by itself within half a second. The signal aborts when the activity is cancelled.
 * @param everyMs longer where nobody waits for a cancellation: each beat costs the server a write
 */
export async function withHeartbeat<T>(
  work: (signal: AbortSignal) => Promise<T>,
  everyMs = 400,
): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), everyMs);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
