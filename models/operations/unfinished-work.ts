import type { Knex } from 'knex';
import { imageWorkflow } from '../classification/classify-image';
import { Image } from '../classification/image';
import { BatchRun } from './batch-run';
import { runWorkflow } from './create-batch';
import type { NewWorkflowCommand } from './workflow-command';

/** A row that is not finished, as the command that starts its workflow. */
export type UnfinishedWork = NewWorkflowCommand;

/** Every unfinished row whose workflow is not about to be started by the relay. */
export async function unfinishedWork(database: Knex): Promise<UnfinishedWork[]> {
  const runs = await BatchRun.query(database).whereNot({ state: 'done' }).orderBy('created_at');
  const images = await Image.query(database)
    .where({ state: 'pending', batch_id: null, deleted_at: null })
    .orderBy('created_at');
  const waiting = await database('workflow_commands').pluck<string[]>('workflow_id');
  const known = new Set(waiting);
  return [...runs.map(runWorkflow), ...images.map(imageWorkflow)].filter(
    (work) => !known.has(work.workflow_id),
  );
}

/** Whether the row behind a workflow id is finished or gone. */
export async function lacksWork(database: Knex, workflowId: string): Promise<boolean> {
  const [kind, id] = workflowId.split(':');
  if (!kind || !id) return false;
  const row =
    kind === 'batch'
      ? await BatchRun.query(database).findById(id).whereNot({ state: 'done' })
      : await Image.query(database).findById(id).where({ state: 'pending', deleted_at: null });
  return row === undefined;
}
