import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { Image } from './image';

/** Keeps with an image what a person said that it shows; null when they could not tell. */
export async function writeReview(
  tx: Transaction,
  { id, owner_id, version }: Image,
  review: Pick<Image, 'reviewed_label' | 'reviewed_by' | 'reviewed_at'>,
): Promise<void> {
  await Image.query(tx.sql)
    .findById(id)
    .patch({ ...review, version: version + 1 });
  appendEvent(tx, { owner_id, type: 'image.reviewed', subject: { type: 'image', id } });
}
