// A version that somebody uploads: kept, then checked in a process of its own before anything may use it.
import { UniqueViolationError } from 'objection';
import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { type CheckModelInput, modelWorkflowId } from '../../workflows/classification/contract';
import { type CommandFor, requestWorkflow } from '../operations/workflow-command';
import { ClassifierModel, type ModelCard } from './classifier-model';

export interface NewModel {
  card: ModelCard;
  /** Of the bytes, whatever the card says. */
  sha256: string;
  size: number;
  uploaded_by: string;
}

/**
 * Makes a version known and asks for its check. One of the same name that was refused gives way. Until the transaction
 * ends, nobody else can take the name, so the caller stores the bytes under it meanwhile.
 * @throws `duplicate_model` (409) when the name is taken
 */
export async function receiveModel(tx: Transaction, model: NewModel): Promise<ClassifierModel> {
  const { version } = model.card;
  await ClassifierModel.query(tx.sql).delete().where({ version, state: 'refused' });
  const row = { version, subject_id: newId(), state: 'checking', origin: 'uploaded' } as const;
  const kept = await insertModel(tx, { ...model, ...row });
  await requestWorkflow(tx, modelWorkflow(kept));
  return kept;
}

async function insertModel(
  tx: Transaction,
  row: Partial<ClassifierModel>,
): Promise<ClassifierModel> {
  try {
    return await ClassifierModel.query(tx.sql).insertAndFetch(row);
  } catch (error) {
    if (!(error instanceof UniqueViolationError)) throw error;
    throw fail('duplicate_model', `There is a version ${row.version} already.`);
  }
}

/** The command that starts the check of a version. */
export function modelWorkflow(
  model: Pick<ClassifierModel, 'subject_id' | 'uploaded_by'>,
): CommandFor<CheckModelInput> {
  const { subject_id, uploaded_by } = model;
  return {
    owner_id: uploaded_by ?? subject_id,
    workflow_id: modelWorkflowId(subject_id),
    workflow_type: 'checkModel',
    input: { subject_id },
    subject_id,
    summary: 'Check of an uploaded model',
  };
}
