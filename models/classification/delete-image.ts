import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { withdrawReview } from '../operations/close-review';
import { forgetReviews } from '../operations/review.queries';
import { Image } from './image';
import { imageReviewKind } from './review-uncertain';

/** Hides an image from its owner and takes its review back; its object goes 30 days later. */
export async function deleteImage(tx: Transaction, image: Image): Promise<void> {
  const now = new Date();
  await Image.query(tx.sql).findById(image.id).patch({ deleted_at: now });
  await withdrawReview(tx, { kind: imageReviewKind, subject_id: image.id }, now);
  const subject = { type: 'image', id: image.id };
  appendEvent(tx, { owner_id: image.owner_id, type: 'image.deleted', subject });
}

/** Images that were deleted before the date and still have their object. */
export async function imagesDeletedBefore(
  database: Knex,
  { before, limit }: { before: Date; limit: number },
): Promise<Image[]> {
  return await Image.query(database).where('deleted_at', '<', before).limit(limit);
}

/** Removes the rows of images whose objects are gone, and of their reviews; a batch keeps its item and its counts. */
export async function forgetImages(database: Knex, ids: string[]): Promise<void> {
  await forgetReviews(database, { kind: imageReviewKind, subject_ids: ids });
  await Image.query(database).whereIn('id', ids).delete();
}
