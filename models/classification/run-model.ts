import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import { fail } from '../../foundation/errors';
import { Batch, type BatchOptions } from '../operations/batch';
import { BatchRun } from '../operations/batch-run';
import { ClassifierModel } from './classifier-model';
import { activeModelVersion } from './register-models';

/** The version that the batch of a run was started with, so that all its images are judged by one model. */
export async function runModelVersion(database: Knex, runId: string): Promise<string> {
  const run = await BatchRun.query(database).findById(runId).throwIfNotFound();
  const { options } = await Batch.query(database).findById(run.batch_id).throwIfNotFound();
  return options.model_version ?? (await activeModelVersion(database));
}

/**
 * Fixes the model of a new batch: the one asked for, or the active one.
 * @throws `validation_failed` when the version is not known
 */
export async function withModelVersion(
  tx: Transaction,
  options: BatchOptions,
): Promise<BatchOptions> {
  const { model_version } = options;
  if (!model_version) return { ...options, model_version: await activeModelVersion(tx.sql) };
  const known = await ClassifierModel.query(tx.sql).findById(model_version);
  if (known) return options;
  const detail = 'No such model version.';
  throw fail('validation_failed', detail, [
    { parameter: 'model_version', code: 'unknown_model', detail },
  ]);
}
