import type { Knex } from 'knex';
import { imageWorkflow } from '../classification/classify-image';
import { ClassifierModel } from '../classification/classifier-model';
import { Image } from '../classification/image';
import { ShadowRun } from '../classification/shadow-run';
import { shadowRunWorkflow } from '../classification/start-shadow-run';
import { modelWorkflow } from '../classification/upload-model';
import { AccountErasure } from '../identity/account-erasure';
import { AccountExport } from '../identity/account-export';
import { erasureWorkflow } from '../identity/request-erasure';
import { exportWorkflow } from '../identity/request-export';
import { unfinishedMail, unfinishedMails } from '../messaging/mail.queries';
import { deliveryWorkflow } from '../messaging/queue-deliveries';
import { mailWorkflow } from '../messaging/queue-mail';
import { WebhookDelivery } from '../messaging/webhook-delivery';
import { publishWorkflow } from '../studio/create-post';
import { measureWorkflow } from '../studio/measure-post';
import { PostTarget } from '../studio/post-target';
import { accountWorkflow } from '../studio/account-workflow';
import { unfinishedAccount, unfinishedAccounts } from '../studio/social-account.queries';
import { studioImageWorkflow } from '../studio/request-images';
import { StudioImage } from '../studio/studio-image';
import { BatchRun } from './batch-run';
import { runWorkflow } from './create-batch';
import { reviewWorkflow } from './open-review';
import { Review } from './review';
import type { NewWorkflowCommand } from './workflow-command';

/** A row that is not finished, as the command that starts its workflow. */
export type UnfinishedWork = NewWorkflowCommand;

/** Every unfinished row whose workflow is not about to be started by the relay. */
export async function unfinishedWork(database: Knex): Promise<UnfinishedWork[]> {
  const runs = await BatchRun.query(database).whereNot({ state: 'done' }).orderBy('created_at');
  const images = await Image.query(database)
    .where({ state: 'pending', batch_id: null, deleted_at: null })
    .orderBy('created_at');
  const reviews = await Review.query(database).whereNotNull('next_at').orderBy('next_at');
  const models = await ClassifierModel.query(database).where({ state: 'checking' });
  const shadowRuns = await ShadowRun.query(database).whereNull('finished_at').orderBy('created_at');
  const mails = await unfinishedMails(database);
  const deliveries = await WebhookDelivery.query(database)
    .where({ state: 'pending' })
    .orderBy('created_at');
  const exports = await AccountExport.query(database).whereNot({ state: 'expired' });
  const erasures = await AccountErasure.query(database).whereNull('finished_at');
  const measured = await PostTarget.query(database)
    .whereNotNull('measure_at')
    .orderBy('measure_at');
  const accounts = await unfinishedAccounts(database);
  const targets = await PostTarget.query(database).whereNotNull('next_at').orderBy('next_at');
  const pictures = await StudioImage.query(database)
    .where({ status: 'pending' })
    .orderBy('created_at');
  const waiting = await database('workflow_commands').pluck<string[]>('workflow_id');
  const known = new Set(waiting);
  const all = [
    ...runs.map(runWorkflow),
    ...images.map(imageWorkflow),
    ...reviews.map(reviewWorkflow),
    ...models.map(modelWorkflow),
    ...shadowRuns.map(shadowRunWorkflow),
    ...mails.map(mailWorkflow),
    ...deliveries.map(deliveryWorkflow),
    ...exports.map(exportWorkflow),
    ...erasures.map(erasureWorkflow),
    ...accounts.map(accountWorkflow),
    ...measured.map(measureWorkflow),
    ...targets.map(publishWorkflow),
    ...pictures.map(studioImageWorkflow),
  ];
  return all.filter((work) => !known.has(work.workflow_id));
}

/** Whether the row behind a workflow id is finished or gone. */
export async function lacksWork(database: Knex, workflowId: string): Promise<boolean> {
  const [kind, id] = workflowId.split(':');
  if (!kind || !id) return false;
  const row = await unfinishedRow(database, kind, id);
  return row === undefined;
}

async function unfinishedRow(database: Knex, kind: string, id: string): Promise<unknown> {
  if (kind === 'batch') return BatchRun.query(database).findById(id).whereNot({ state: 'done' });
  if (kind === 'review') return Review.query(database).findById(id).whereNotNull('next_at');
  if (kind === 'shadow-run') return ShadowRun.query(database).findById(id).whereNull('finished_at');
  if (kind === 'mail') return unfinishedMail(database, id);
  if (kind === 'webhook') return WebhookDelivery.query(database).findOne({ id, state: 'pending' });
  if (kind === 'export') {
    return AccountExport.query(database).findById(id).whereNot({ state: 'expired' });
  }
  if (kind === 'erasure') return AccountErasure.query(database).findOne({ id, finished_at: null });
  if (kind === 'measure') return PostTarget.query(database).findById(id).whereNotNull('measure_at');
  if (kind === 'refresh-token') return unfinishedAccount(database, id);
  if (kind === 'publish') return PostTarget.query(database).findById(id).whereNotNull('next_at');
  if (kind === 'studio-image') {
    return StudioImage.query(database).findOne({ id, status: 'pending' });
  }
  if (kind === 'model') {
    return ClassifierModel.query(database).findOne({ subject_id: id, state: 'checking' });
  }
  return Image.query(database).findById(id).where({ state: 'pending', deleted_at: null });
}
