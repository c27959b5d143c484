import type { Knex } from 'knex';
import { forgetReviews } from '../operations/review.queries';
import { studioImageKind } from './image-review';
import { StudioImage } from './studio-image';

/** Pictures that were deleted before the date and still have their bytes or words. */
export async function imagesToWipe(
  database: Knex,
  { before, limit }: { before: Date; limit: number },
): Promise<StudioImage[]> {
  return await StudioImage.query(database)
    .where('deleted_at', '<', before)
    .whereNot({ prompt: '' })
    .limit(limit);
}

/**
 * Takes from deleted pictures all that people said of them, once their objects are gone. Their rows stay: what the
 * attempts at them cost was spent, and posts that were to show them must not be published without.
 */
export async function wipeImages(database: Knex, ids: string[]): Promise<void> {
  await forgetReviews(database, { kind: studioImageKind, subject_ids: ids });
  await StudioImage.query(database)
    .whereIn('id', ids)
    .patch({
      ...{ status: 'failed', object_key: null, sha256: null, media_type: null, size_bytes: null },
      ...{ title: '', alt_text: '', tags: [], prompt: '', negative_prompt: null, style: null },
      ...{ edits: [], validation_notes: null },
    });
}
