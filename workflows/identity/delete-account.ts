// Erases an account: waits for the time of grace, and then does part after part. Which one is next, the row says, so it
// may be started anew at any point.
import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { coreQueue, pokeSignal } from '../operations/contract';
import { idempotentWrite, longRunning } from '../policies';
import type { DeleteAccountInput, ErasureActivities, ErasurePart } from './contract';

const { nextErasureStep } = proxyActivities<ErasureActivities>({
  ...idempotentWrite,
  taskQueue: coreQueue,
});
const work = proxyActivities<ErasureActivities>({ ...longRunning, taskQueue: coreQueue });

const parts: Record<ErasurePart, ErasureActivities['closeAccount']> = {
  stop: work.stopAccountWork,
  erase: work.eraseAccountData,
  close: work.closeAccount,
  sweep: work.sweepAccount,
};

/** Lives until everything is gone, or the wish was taken back. */
export async function deleteAccount(input: DeleteAccountInput): Promise<void> {
  const { erasure_id } = input;
  let poked = false;
  setHandler(pokeSignal, () => void (poked = true));
  for (;;) {
    poked = false;
    const step = await nextErasureStep({ erasure_id, now: new Date().toISOString() });
    if (step === null) return;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof deleteAccount>(input);
    if ('part' in step) {
      await parts[step.part]({ erasure_id, now: new Date().toISOString() });
    } else {
      setCurrentDetails(`waits until ${step.until}`);
      // At least a millisecond: a timer that rang early must not end in a loop without rest.
      await condition(() => poked, Math.max(1, Date.parse(step.until) - Date.now()));
    }
  }
}
