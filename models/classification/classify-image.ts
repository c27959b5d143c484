// A single image: received, classified, told.
import type { Transaction } from '../../foundation/transaction';
import { type ClassifyImageInput, imageWorkflowId } from '../../workflows/classification/contract';
import { appendEvent } from '../messaging/append-event';
import { type CommandFor, requestWorkflow } from '../operations/workflow-command';
import type { StoredFile } from './add-images';
import { Image } from './image';
import type { ImageResult } from './record-results';
import { reviewUncertainImage } from './review-uncertain';

/**
 * Keeps a single image and asks for its classification.
 * @throws a unique violation when the owner has sent the same content before
 */
export async function receiveImage(
  tx: Transaction,
  ownerId: string,
  { image_id, ...file }: StoredFile,
): Promise<Image> {
  const row = { id: image_id, owner_id: ownerId, ...file };
  const image = await Image.query(tx.sql).insertAndFetch(row);
  await requestWorkflow(tx, imageWorkflow(image));
  return image;
}

/** The command that starts the workflow of an image. */
export function imageWorkflow(
  image: Pick<Image, 'id' | 'owner_id'>,
): CommandFor<ClassifyImageInput> {
  return {
    owner_id: image.owner_id,
    workflow_id: imageWorkflowId(image.id),
    workflow_type: 'classifyImage',
    input: { image_id: image.id },
    subject_id: image.id,
    summary: 'One image',
  };
}

/** Writes the result of a single image, opens its review if it is uncertain, and tells its owner; one that exists stands. */
export async function settleImage(
  tx: Transaction,
  imageId: string,
  { model_version, result }: { model_version: string; result: ImageResult },
): Promise<void> {
  const { ok, ...told } = result;
  const columns = ok
    ? { ...told, state: 'classified' as const, classified_at: new Date() }
    : failureColumns(result);
  const settled = await Image.query(tx.sql)
    .where({ id: imageId, state: 'pending' })
    .patch({ ...columns, model_version, version: 2 })
    .returning('*')
    .first();
  if (!settled) return;
  if (settled.outcome === 'uncertain' && settled.deleted_at === null) {
    await reviewUncertainImage(tx, settled, new Date());
  }
  const type = ok ? 'image.classified' : 'image.failed';
  appendEvent(tx, { owner_id: settled.owner_id, type, subject: { type: 'image', id: imageId } });
}

function failureColumns(result: Extract<ImageResult, { ok: false }>): Partial<Image> {
  return { state: 'failed', error_code: result.error_code, error_detail: result.detail };
}
