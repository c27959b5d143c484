import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { decideReview, type Voter } from '../operations/decide-review';
import { findOpenReview } from '../operations/review.queries';
import { reviewStudioImage, studioImageKind } from './image-review';
import type { StudioImage } from './studio-image';

/** What a person says of a picture. */
export interface ImageValidation {
  action: 'validate' | 'reject';
  validation_notes?: string;
}

/**
 * Decides on a locked picture through its review; one that expired undecided is opened again for this.
 * @throws `already_reviewed` (409), `image_not_made` (409)
 */
export async function validateImage(
  tx: Transaction,
  image: StudioImage,
  { action, validation_notes }: ImageValidation,
  by: { voter: Voter; now: Date },
): Promise<void> {
  if (image.status === 'pending' || image.status === 'failed') throw fail('image_not_made');
  if (image.status !== 'generated') throw fail('already_reviewed');
  const open =
    (await findOpenReview(tx, { kind: studioImageKind, subject_id: image.id })) ??
    (await reviewStudioImage(tx, image, by.now));
  const decision = action === 'validate' ? ('approve' as const) : ('reject' as const);
  const note = validation_notes === undefined ? {} : { note: validation_notes };
  await decideReview(tx, open, { decision, content_hash: open.content_hash, ...note }, by);
}
