import { appendEvent } from '../messaging/append-event';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import {
  type BatchKind,
  batchWorkflowId,
  type ProcessBatchInput,
} from '../../workflows/operations/contract';
import { Batch, type BatchOptions, type BatchSource } from './batch';
import { BatchRun } from './batch-run';
import { type CommandFor, requestWorkflow } from './workflow-command';

export interface NewBatch {
  id: string;
  owner_id: string;
  kind: BatchKind;
  name: string;
  source: BatchSource;
  options: BatchOptions;
  /** How many items are known already; null when they are yet to be collected. */
  total: number | null;
}

/** Creates a batch with its first run and asks for the workflow. Items are added by the caller in the same transaction. */
export async function createBatch(tx: Transaction, batch: NewBatch): Promise<BatchRun> {
  const { total, ...row } = batch;
  await Batch.query(tx.sql).insert({ ...row, total: total ?? 0 });
  const run = await startRun(tx, {
    batch_id: batch.id,
    owner_id: batch.owner_id,
    attempt: 1,
    total,
  });
  const subject = { type: 'batch', id: batch.id };
  appendEvent(tx, { owner_id: batch.owner_id, type: 'batch.created', subject });
  return run;
}

/** Adds a run to a batch and asks for its workflow. */
export async function startRun(
  tx: Transaction,
  run: { batch_id: string; owner_id: string; attempt: number; total: number | null; id?: string },
): Promise<BatchRun> {
  const { total, id = newId(), ...row } = run;
  const inserted = await BatchRun.query(tx.sql).insertAndFetch({ id, ...row, item_count: total });
  await requestWorkflow(tx, runWorkflow(inserted));
  return inserted;
}

/** The command that starts the workflow of a run. */
export function runWorkflow(
  run: Pick<BatchRun, 'id' | 'batch_id' | 'owner_id' | 'attempt'>,
): CommandFor<ProcessBatchInput> {
  return {
    owner_id: run.owner_id,
    workflow_id: batchWorkflowId(run.id),
    workflow_type: 'processBatch',
    input: { run_id: run.id },
    subject_id: run.batch_id,
    summary: `Batch, attempt ${run.attempt}`,
  };
}
