// The steps of a run as its workflow takes them. Each may be repeated.
import type { Transaction } from '../../foundation/transaction';
import type { BatchPlan, DesiredState } from '../../workflows/operations/contract';
import { appendEvent } from '../messaging/append-event';
import type { EventType } from '../messaging/event';
import { Batch, type BatchState } from './batch';
import { BatchRun } from './batch-run';

/**
 * Takes a run for an execution of its workflow. A later execution may take it over: only one is open at a time, so the
 * earlier one is gone.
 * @returns what is to be done; null when the run is done already
 */
export async function claimBatchRun(
  tx: Transaction,
  { run_id, execution_id }: { run_id: string; execution_id: string },
): Promise<BatchPlan | null> {
  const run = await BatchRun.query(tx.sql).findById(run_id).forUpdate();
  if (!run || run.state === 'done') return null;
  const batch = await Batch.query(tx.sql).findById(run.batch_id).forUpdate().throwIfNotFound();
  await BatchRun.query(tx.sql)
    .findById(run_id)
    .patch({ state: 'running', execution_id, started_at: run.started_at ?? new Date() });
  if (batch.desired_state === 'running') await enterState(tx, batch, 'running');
  return {
    batch_id: batch.id,
    kind: batch.kind,
    desired_state: batch.desired_state,
    collect: run.item_count === null,
    item_count: run.item_count ?? 0,
    stop_at_failure_rate: batch.options.stop_at_failure_rate ?? null,
  };
}

/** What the owner wants of the batch of a run. */
export async function readDesiredState(tx: Transaction, runId: string): Promise<DesiredState> {
  const { desired_state } = await batchOf(tx, runId);
  return desired_state;
}

/** Says in the row and to the owner that the batch runs or stands still. */
export async function announceBatchState(
  tx: Transaction,
  { run_id, state }: { run_id: string; state: 'running' | 'paused' },
): Promise<void> {
  await enterState(tx, await batchOf(tx, run_id), state);
}

/** Records a wish to cancel that did not come through the API. */
export async function requestBatchCancel(tx: Transaction, runId: string): Promise<void> {
  const batch = await batchOf(tx, runId);
  await Batch.query(tx.sql)
    .findById(batch.id)
    .patch({ desired_state: 'cancelled', version: batch.version + 1, updated_at: new Date() });
}

/** Sets how many items a run has, once they are collected. */
export async function settleCollection(
  tx: Transaction,
  { run_id, item_count }: { run_id: string; item_count: number },
): Promise<void> {
  const batch = await batchOf(tx, run_id);
  await BatchRun.query(tx.sql).findById(run_id).patch({ item_count });
  await Batch.query(tx.sql)
    .findById(batch.id)
    .patch({ total: item_count, version: batch.version + 1, updated_at: new Date() });
}

/** Closes a run and its batch: items that are still pending become cancelled, the owner is told how it ended. */
export async function finishBatchRun(
  tx: Transaction,
  { run_id, error_code }: { run_id: string; error_code: string | null },
): Promise<void> {
  const batch = await batchOf(tx, run_id);
  const run = await BatchRun.query(tx.sql).findById(run_id).throwIfNotFound();
  if (run.state === 'done') return;
  await BatchRun.query(tx.sql).findById(run_id).patch({ state: 'done', finished_at: new Date() });
  const cancelled = await cancelPending(tx, batch.id);
  const stopped = cancelled > 0 || run.item_count === null;
  const state: BatchState = error_code ? 'failed' : stopped ? 'cancelled' : 'finished';
  await enterState(tx, batch, state, { cancelled: batch.cancelled + cancelled, error_code });
}

async function batchOf(tx: Transaction, runId: string): Promise<Batch> {
  const owner = BatchRun.query(tx.sql).findById(runId).select('batch_id');
  return await Batch.query(tx.sql).findOne('id', owner).forUpdate().throwIfNotFound();
}

async function cancelPending(tx: Transaction, batchId: string): Promise<number> {
  return await tx
    .sql('batch_items')
    .where({ batch_id: batchId, state: 'pending' })
    .update({ state: 'cancelled', finished_at: tx.sql.fn.now() });
}

const announced: Partial<Record<BatchState, EventType>> = {
  running: 'batch.running',
  paused: 'batch.paused',
  finished: 'batch.finished',
  cancelled: 'batch.cancelled',
  failed: 'batch.failed',
};

async function enterState(
  tx: Transaction,
  batch: Batch,
  state: BatchState,
  settled: { cancelled?: number; error_code?: string | null } = {},
): Promise<void> {
  if (batch.state === state) return;
  const ends = settled.cancelled !== undefined;
  const now = new Date();
  const worked = batch.active_since ? now.getTime() - batch.active_since.getTime() : 0;
  await Batch.query(tx.sql)
    .findById(batch.id)
    .patch({
      ...settled,
      state,
      active_ms: batch.active_ms + worked,
      active_since: state === 'running' ? now : null,
      started_at: batch.started_at ?? now,
      finished_at: ends ? now : null,
      version: batch.version + 1,
      updated_at: now,
    });
  const type = state === 'running' && batch.state === 'paused' ? 'batch.resumed' : announced[state];
  if (!type) return;
  const { succeeded, failed, total } = batch;
  const data = ends ? { total, succeeded, failed, cancelled: settled.cancelled } : { total };
  appendEvent(tx, {
    owner_id: batch.owner_id,
    type,
    subject: { type: 'batch', id: batch.id },
    data,
  });
}
