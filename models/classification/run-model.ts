import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import { fail } from '../../foundation/errors';
import { Batch, type BatchOptions } from '../operations/batch';
import { BatchRun } from '../operations/batch-run';
import { ClassifierModel, type ModelInUse } from './classifier-model';
import { activeModel, modelInUse } from './model-in-use';

/** The version that the batch of a run was started with, so that all its images are judged by one model. */
export async function runModel(database: Knex, runId: string): Promise<ModelInUse> {
  const run = await BatchRun.query(database).findById(runId).throwIfNotFound();
  const { options } = await Batch.query(database).findById(run.batch_id).throwIfNotFound();
  const { model_version } = options;
  return model_version ? await modelInUse(database, model_version) : await activeModel(database);
}

/**
 * Fixes the model of a new batch: the one asked for, or the active one.
 * @throws `validation_failed` when the version is not known, or not ready
 */
export async function withModelVersion(
  tx: Transaction,
  options: BatchOptions,
): Promise<BatchOptions> {
  const { model_version } = options;
  if (!model_version) return { ...options, model_version: (await activeModel(tx.sql)).version };
  const known = await ClassifierModel.query(tx.sql).findById(model_version);
  if (known?.state === 'ready') return options;
  const detail = known ? 'The model version is not ready.' : 'No such model version.';
  const code = known ? 'model_not_ready' : 'unknown_model';
  throw fail('validation_failed', detail, [{ parameter: 'model_version', code, detail }]);
}
