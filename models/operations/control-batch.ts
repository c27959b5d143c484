import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import type { DesiredState } from '../../workflows/operations/contract';
import { Batch, type BatchState } from './batch';
import { BatchRun } from './batch-run';
import { runWorkflow } from './create-batch';
import { requestWorkflow } from './workflow-command';

/** From which states a batch may be asked for what. */
const allowed: Record<DesiredState, BatchState[]> = {
  running: ['pending', 'running', 'paused'],
  paused: ['pending', 'running', 'paused'],
  cancelled: ['pending', 'running', 'paused'],
};

/**
 * Writes what is wanted of a batch and pokes its workflow, which reads it, obeys and tells.
 * Wanting what is wanted already changes nothing.
 * @throws `batch_state_conflict` (409) when the batch has ended or is being cancelled
 */
export async function controlBatch(
  tx: Transaction,
  batchId: string,
  desired: DesiredState,
): Promise<Batch> {
  const batch = await Batch.query(tx.sql).findById(batchId).forUpdate().throwIfNotFound();
  const settled = batch.desired_state === 'cancelled' && desired !== 'cancelled';
  if (settled || !allowed[desired].includes(batch.state)) {
    throw fail(
      'batch_state_conflict',
      `The batch is ${settled ? 'being cancelled' : batch.state}.`,
    );
  }
  if (batch.desired_state === desired) return batch;
  const changed = await Batch.query(tx.sql).patchAndFetchById(batchId, {
    desired_state: desired,
    version: batch.version + 1,
    updated_at: new Date(),
  });
  await pokeRun(tx, changed);
  return changed;
}

async function pokeRun(tx: Transaction, batch: Batch): Promise<void> {
  const run = await BatchRun.query(tx.sql)
    .findOne({ batch_id: batch.id, attempt: batch.attempt })
    .throwIfNotFound();
  await requestWorkflow(tx, { ...runWorkflow(run), poke: true });
}
