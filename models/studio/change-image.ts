import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { withdrawReview } from '../operations/close-review';
import { reviewStudioImage, studioImageKind } from './image-review';
import { rememberTags, tagName } from './image-tag';
import { askAgainOfPosts } from './posts-of-image';
import { StudioImage } from './studio-image';

/** What may be changed of a picture. */
export interface ImageChange {
  title?: string;
  alt_text?: string;
  tags?: string[];
}

/**
 * Changes a locked picture. Its description is published with it, so another one withdraws a decision: the picture waits
 * for its review again, and so do posts that somebody has to agree to.
 */
export async function changeImage(
  tx: Transaction,
  image: StudioImage,
  { title = image.title, alt_text = image.alt_text, tags: given }: ImageChange,
  now: Date,
): Promise<StudioImage> {
  const tags = given ? [...new Set(given.map(tagName))] : image.tags;
  const reopened = alt_text !== image.alt_text && image.object_key !== null;
  const undecided = { validated_by: null, validated_at: null, validation_notes: null };
  const changed = await StudioImage.query(tx.sql)
    .patchAndFetchById(image.id, {
      ...{ title, alt_text, tags, version: image.version + 1, updated_at: now },
      ...(reopened && { status: 'generated' as const, ...undecided }),
    })
    .throwIfNotFound();
  if (given) await rememberTags(tx, { owner_id: image.owner_id, names: tags, now });
  if (reopened) {
    await reviewStudioImage(tx, changed, now);
    await askAgainOfPosts(tx, image.id, now);
  }
  tell(tx, image, 'studio_image.updated');
  return changed;
}

/** Hides a locked picture from its owner and takes its review back; its object goes 30 days later. */
export async function deleteImage(tx: Transaction, image: StudioImage, now: Date): Promise<void> {
  await StudioImage.query(tx.sql)
    .findById(image.id)
    .patch({ deleted_at: now, updated_at: now, version: image.version + 1 });
  await withdrawReview(tx, { kind: studioImageKind, subject_id: image.id }, now);
  tell(tx, image, 'studio_image.deleted');
}

function tell(
  tx: Transaction,
  { id, owner_id }: StudioImage,
  type: 'studio_image.updated' | 'studio_image.deleted',
): void {
  appendEvent(tx, { owner_id, type, subject: { type: 'studio_image', id } });
}
