// Erases an account: waits for the time of grace, and then does part after part. Which one is next, the row says, so it
// may be started anew at any point.
import { proxyActivities } from '@temporalio/workflow';
import { followRow } from '../follow-row';
import { coreQueue } from '../operations/contract';
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
  await followRow(input, { tend: doWhatIsDue, details: (next) => `waits until ${next}` });
}

async function doWhatIsDue({ erasure_id }: DeleteAccountInput): Promise<string | null> {
  for (;;) {
    const step = await nextErasureStep({ erasure_id, now: now() });
    if (step === null || 'until' in step) return step && step.until;
    await parts[step.part]({ erasure_id, now: now() });
  }
}

function now(): string {
  return new Date().toISOString();
}
