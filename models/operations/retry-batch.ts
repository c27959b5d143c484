import { appendEvent } from '../messaging/append-event';
import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { Batch } from './batch';
import { startRun } from './create-batch';

const ended = ['finished', 'cancelled', 'failed'];

/**
 * Starts a new run over the items that failed, and over nothing else. Items without a subject (a duplicate of another
 * in the same batch) have nothing to be tried again.
 * @throws `batch_state_conflict` (409) while the batch is at work, `nothing_to_retry` (409) when no item failed
 */
export async function retryBatch(tx: Transaction, batchId: string): Promise<Batch> {
  const batch = await Batch.query(tx.sql).findById(batchId).forUpdate().throwIfNotFound();
  if (!ended.includes(batch.state)) {
    throw fail('batch_state_conflict', `The batch is ${batch.state}.`);
  }
  const attempt = batch.attempt + 1;
  const run = { id: newId(), batch_id: batch.id, owner_id: batch.owner_id, attempt };
  const failed = await failedItemIds(tx, batch.id);
  if (failed.length === 0) throw fail('nothing_to_retry');
  await startRun(tx, { ...run, total: failed.length });
  await reopenItems(tx, run.id, failed);
  appendEvent(tx, {
    owner_id: batch.owner_id,
    type: 'batch.retried',
    subject: { type: 'batch', id: batch.id },
    data: { items: failed.length, attempt },
  });
  return await Batch.query(tx.sql).patchAndFetchById(batch.id, {
    state: 'pending',
    desired_state: 'running',
    attempt,
    failed: batch.failed - failed.length,
    error_code: null,
    // The rate is that of the attempt.
    active_ms: 0,
    finished_at: null,
    version: batch.version + 1,
    updated_at: new Date(),
  });
}

async function failedItemIds(tx: Transaction, batchId: string): Promise<string[]> {
  const rows = await tx
    .sql('batch_items')
    .where({ batch_id: batchId, state: 'failed' })
    .whereNotNull('subject_id')
    .orderBy('position')
    .select<{ id: string }[]>('id');
  return rows.map((row) => row.id);
}

async function reopenItems(tx: Transaction, runId: string, ids: string[]): Promise<void> {
  await tx.sql.raw(
    `update batch_items i set run_id = ?, run_position = again.nth - 1, state = 'pending',
       attempt = i.attempt + 1, error_code = null, error_detail = null, finished_at = null
     from unnest(?::uuid[]) with ordinality as again(id, nth) where i.id = again.id`,
    [runId, ids],
  );
}
