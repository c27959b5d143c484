// Waits for the times of one review: reminders, escalation, expiry. The decision needs none of this; it only pokes, so
// that nobody waits any longer. Lives until the review is closed or time has nothing left to bring.
import { patched, proxyActivities } from '@temporalio/workflow';
import { followRow } from '../follow-row';
import { idempotentWrite } from '../policies';
import { coreQueue, type ReviewActivities, type WatchReviewInput } from './contract';

const { advanceReview: tend } = proxyActivities<ReviewActivities>({
  ...idempotentWrite,
  taskQueue: coreQueue,
});

/** Sleeps to the next instant that the row names, or until it is poked, and looks at the row again. */
export async function watchReview(input: WatchReviewInput): Promise<void> {
  await followRow(input, {
    tend,
    details: (next) => `waits for a decision, or for ${next}`,
    hearsLastPoke: () => patched('hears-last-poke'),
  });
}
