import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import type { ImageEditStep } from './image-edit';
import { reviewStudioImage } from './image-review';
import { StudioImage } from './studio-image';

/** A picture that was edited, its bytes stored. */
export interface EditedVersion extends Pick<
  StudioImage,
  'id' | 'object_key' | 'sha256' | 'media_type' | 'size_bytes' | 'width' | 'height'
> {
  edits: ImageEditStep[];
  title?: string;
}

/** Adds an edited version beside a locked picture, which stays as it is; it waits for a review of its own. */
export async function addVersion(
  tx: Transaction,
  parent: StudioImage,
  version: EditedVersion,
  now: Date,
): Promise<StudioImage> {
  const { owner_id, prompt, negative_prompt, style, quality, seed, provider, model } = parent;
  const { alt_text, tags, title } = parent;
  const added = await StudioImage.query(tx.sql).insertAndFetch({
    ...{ owner_id, prompt, negative_prompt, style, quality, seed, provider, model },
    ...{ alt_text, tags, title },
    ...version,
    ...{ parent_id: parent.id, status: 'generated' },
    ...{ generated_at: now, created_at: now, updated_at: now },
  });
  await reviewStudioImage(tx, added, now);
  const subject = { type: 'studio_image', id: added.id };
  appendEvent(tx, { owner_id, type: 'studio_image.generated', subject });
  return added;
}
