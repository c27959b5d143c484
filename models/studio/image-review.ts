// Reviews of pictures of the studio: nothing is published that no person has looked at.
import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { openReview } from '../operations/open-review';
import type { Review } from '../operations/review';
import type { ReviewContent } from '../operations/review-hash';
import type { ReviewKind } from '../operations/review-kind';
import { wakePostsOfImage } from './posts-of-image';
import { StudioImage } from './studio-image';

export const studioImageKind = 'studio_image';

/** What a decision on a picture is bound to: its bytes, and what people who cannot see it will be told. */
function studioImageContent({
  alt_text,
  sha256,
}: Pick<StudioImage, 'alt_text' | 'sha256'>): ReviewContent {
  return { alt_text, sha256 };
}

/** Opens the review of a picture that was made or changed; one that is open already takes the new content. */
export async function reviewStudioImage(
  tx: Transaction,
  image: Pick<StudioImage, 'id' | 'owner_id' | 'alt_text' | 'sha256'>,
  now: Date,
): Promise<Review> {
  const { id: subject_id, owner_id } = image;
  const content = studioImageContent(image);
  return await openReview(tx, { kind: studioImageKind, subject_id, owner_id, content }, now);
}

/** Approved, a picture may be published; a review that expires leaves it as it is. */
export const studioImageReviews: ReviewKind = {
  hold: async (tx, imageId) => {
    await StudioImage.query(tx.sql).findById(imageId).select('id').forUpdate();
  },
  nameOf: async (database, imageId) => {
    const image = await StudioImage.query(database).findById(imageId).whereNull('deleted_at');
    return image ? nameOfPicture(image) : null;
  },
  readCorrection: () => {
    throw fail('validation_failed', undefined, [
      { pointer: '/correction', code: 'correction', detail: 'a picture takes none: edit it' },
    ]);
  },
  settle: async (tx, { subject_id }, { state, vote }) => {
    if (!vote) return;
    const image = await StudioImage.query(tx.sql).findById(subject_id).throwIfNotFound();
    const status = state === 'approved' ? 'validated' : 'rejected';
    const { reviewer_id, note, created_at } = vote;
    await StudioImage.query(tx.sql)
      .findById(image.id)
      .patch({
        ...{ status, validated_by: reviewer_id, validated_at: created_at, validation_notes: note },
        ...{ version: image.version + 1, updated_at: created_at },
      });
    if (state === 'approved') await wakePostsOfImage(tx, image.id, created_at);
    const subject = { type: 'studio_image', id: image.id };
    appendEvent(tx, { owner_id: image.owner_id, type: `studio_image.${status}`, subject });
  },
};

const longestName = 80;

/** What people call a picture: its title, or the beginning of its prompt. */
export function nameOfPicture({ title, prompt }: Pick<StudioImage, 'title' | 'prompt'>): string {
  const name = title === '' ? prompt : title;
  return name.length <= longestName ? name : `${name.slice(0, longestName - 1).trimEnd()}…`;
}
