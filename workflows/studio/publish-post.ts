// Publishes one post for one account: sleeps until it is to be prepared, until it is due, or until it is poked because
// its row has changed. What is next is always read from that row; lives until nothing is.
import {
  ActivityFailure,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { sleepUntil } from '../follow-row';
import { pokeSignal } from '../operations/contract';
import { irreversible, longRunning, repeatable } from '../policies';
import {
  type PostActivities,
  type PostPublishingActivities,
  preparingQueue,
  publishingQueue,
  type PublishPostInput,
  type PublishStep,
} from './contract';

const { verifyPost, removePost } = proxyActivities<PostActivities>({
  ...repeatable,
  startToCloseTimeout: '2m',
  taskQueue: publishingQueue,
});
const { preparePost } = proxyActivities<PostActivities>({
  ...longRunning,
  taskQueue: preparingQueue,
});
const { finalizePost } = proxyActivities<PostPublishingActivities>({
  ...irreversible,
  taskQueue: publishingQueue,
});

type Step = NonNullable<PublishStep>;

/** Asked for the first part, the activity says which part it really is. */
const whatever: Step = { part: 'prepare', until: null };

/** Does step after step until the row says that nothing is left to do. A poke ends a wait, and has the row read anew. */
export async function publishPost(input: PublishPostInput): Promise<void> {
  let poked = false;
  setHandler(pokeSignal, () => void (poked = true));
  let step: PublishStep = whatever;
  for (let count = 1; ; count += 1) {
    if (poked) step = whatever;
    poked = false;
    if (step === null) return;
    if (step.until === null) {
      if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof publishPost>(input);
      step = await take(step.part, input, count);
    } else {
      setCurrentDetails(`${step.part} at ${step.until}`);
      await sleepUntil(step.until, () => poked);
      step = { part: step.part, until: null };
    }
  }
}

async function take(
  part: Step['part'],
  { target_id }: PublishPostInput,
  count: number,
): Promise<PublishStep> {
  const given = { target_id, now: new Date().toISOString() };
  if (part === 'prepare') return await preparePost(given);
  if (part === 'verify') return await verifyPost(given);
  if (part === 'remove') return await removePost(given);
  try {
    return await finalizePost({ ...given, claim: `${workflowInfo().runId}:${count}` });
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    // Nobody knows whether the call was made; the ledger says whether it may have been.
    return whatever;
  }
}
