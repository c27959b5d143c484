// Waits for the times of one review: reminders, escalation, expiry. The decision needs none of this; it only pokes, so
// that nobody waits any longer. Lives until the review is closed or time has nothing left to bring.
import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { idempotentWrite } from '../policies';
import { coreQueue, pokeSignal, type ReviewActivities, type WatchReviewInput } from './contract';

const { advanceReview } = proxyActivities<ReviewActivities>({
  ...idempotentWrite,
  taskQueue: coreQueue,
});

/** Sleeps to the next instant that the row names, or until it is poked, and looks at the row again. */
export async function watchReview(input: WatchReviewInput): Promise<void> {
  const { review_id } = input;
  let poked = false;
  setHandler(pokeSignal, () => void (poked = true));
  for (;;) {
    poked = false;
    const next = await advanceReview({ review_id, now: new Date().toISOString() });
    if (next === null) return;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof watchReview>(input);
    setCurrentDetails(`waits for a decision, or for ${next}`);
    // At least a millisecond: a timer that rang early must not end in a loop without rest.
    await condition(() => poked, Math.max(1, Date.parse(next) - Date.now()));
  }
}
