import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { type ShadowRunInput, shadowRunWorkflowId } from '../../workflows/classification/contract';
import { type CommandFor, requestWorkflow } from '../operations/workflow-command';
import { ClassifierModel } from './classifier-model';
import { ShadowRun } from './shadow-run';

/**
 * Asks for a shadow run of a version.
 * @throws `model_not_ready` (409) when it was not checked yet, or refused
 */
export async function startShadowRun(
  tx: Transaction,
  run: { owner_id: string; model_version: string; images: number },
): Promise<ShadowRun> {
  const model = await ClassifierModel.query(tx.sql).findById(run.model_version);
  if (!model) throw fail('not_found');
  if (model.state !== 'ready') throw fail('model_not_ready', `The version is ${model.state}.`);
  const kept = await ShadowRun.query(tx.sql).insertAndFetch({ id: newId(), ...run });
  await requestWorkflow(tx, shadowRunWorkflow(kept));
  return kept;
}

/**
 * Writes down that a run is wanted no more, and pokes its workflow. Wanting it twice changes nothing.
 * @throws `shadow_run_ended` (409) when it has come to its end
 */
export async function cancelShadowRun(tx: Transaction, runId: string): Promise<ShadowRun> {
  const run = await ShadowRun.query(tx.sql).findById(runId).forUpdate().throwIfNotFound();
  if (run.finished_at) throw fail('shadow_run_ended', `The shadow run is ${run.state}.`);
  if (run.desired_state === 'cancelled') return run;
  const changed = await ShadowRun.query(tx.sql).patchAndFetchById(runId, {
    desired_state: 'cancelled',
  });
  await requestWorkflow(tx, { ...shadowRunWorkflow(run), poke: true });
  return changed;
}

/** The command that starts the workflow of a shadow run. */
export function shadowRunWorkflow(
  run: Pick<ShadowRun, 'id' | 'owner_id'>,
): CommandFor<ShadowRunInput> {
  return {
    owner_id: run.owner_id,
    workflow_id: shadowRunWorkflowId(run.id),
    workflow_type: 'shadowRun',
    input: { run_id: run.id },
    subject_id: run.id,
    summary: 'Shadow run of a model',
  };
}
