import { Context } from '@temporalio/activity';

/**
 * Beats while `work` runs, whatever it waits for: the beat shows that this process lives, and carries a cancellation
 * back within half a second. The signal aborts when the activity is cancelled.
 */
export async function withHeartbeat<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), 400);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
