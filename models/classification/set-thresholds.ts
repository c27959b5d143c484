import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { ClassifierModel, type ModelThresholds } from './classifier-model';

/**
 * Sets other thresholds for a version; work that starts afterwards goes by them.
 * @throws `model_not_ready` (409) when it was not checked yet, or refused
 */
export async function setThresholds(
  tx: Transaction,
  model: Pick<ClassifierModel, 'version' | 'state' | 'revision'>,
  thresholds: ModelThresholds,
): Promise<ClassifierModel> {
  if (model.state !== 'ready') throw fail('model_not_ready', `The version is ${model.state}.`);
  return await ClassifierModel.query(tx.sql)
    .patchAndFetchById(model.version, { thresholds, revision: model.revision + 1 })
    .throwIfNotFound();
}
