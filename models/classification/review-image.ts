import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import type { PlumLabel } from '../../openapi/generated/types';
import { recordAudit } from '../operations/audit-entry';
import { decideReview, type Voter } from '../operations/decide-review';
import { findOpenReview } from '../operations/review.queries';
import { Image } from './image';
import { imageReviewKind } from './review-uncertain';
import { writeReview } from './review-write';

/** Like `findImage`, and nobody else changes the image until the transaction ends. */
export async function lockImage(tx: Transaction, imageId: string): Promise<Image | undefined> {
  return await Image.query(tx.sql).findById(imageId).whereNull('deleted_at').forUpdate();
}

/**
 * Keeps what a person says that a locked image shows, and closes its open review by it.
 * @throws `conflict` (409) when the model has not looked at the image
 */
export async function reviewImage(
  tx: Transaction,
  image: Image,
  { label, note }: { label: PlumLabel; note?: string },
  { voter, now }: { voter: Voter; now: Date },
): Promise<void> {
  if (image.state !== 'classified') throw fail('conflict', `The picture is ${image.state}.`);
  const open = await findOpenReview(tx, { kind: imageReviewKind, subject_id: image.id });
  if (open) {
    const said = { decision: 'approve' as const, correction: { label }, ...(note && { note }) };
    const decision = { ...said, content_hash: open.content_hash };
    await decideReview(tx, open, decision, { voter, now });
    return;
  }
  const { reviewer_id, request_id } = voter;
  const review = { reviewed_label: label, reviewed_by: reviewer_id, reviewed_at: now };
  await writeReview(tx, image, review);
  await recordAudit(tx, {
    ...{ actor_id: reviewer_id, owner_id: image.owner_id, action: 'image.review' },
    subject: { type: 'image', id: image.id },
    changes: { label: [image.reviewed_label, label], ...(note && { note }) },
    ...(request_id && { request_id }),
  });
}

/** The images of reviews, by id; without those that are gone. */
export async function reviewedSubjects(
  database: Knex,
  imageIds: string[],
): Promise<Map<string, Image>> {
  const images = await Image.query(database).findByIds(imageIds).whereNull('deleted_at');
  return new Map(images.map((image) => [image.id, image]));
}
