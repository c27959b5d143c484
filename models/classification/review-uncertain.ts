// Reviews of images: those that the model is not sure of wait for a person.
import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { openReview } from '../operations/open-review';
import type { ReviewContent } from '../operations/review-hash';
import type { ReviewKind } from '../operations/review-kind';
import { Image } from './image';
import { isPlumLabel } from './plum-label';
import { writeReview } from './review-write';

export const imageReviewKind = 'classification_image';

/** What a decision on an image is bound to: the picture, and what the model said of it. */
export function imageContent({
  label,
  model_version,
  sha256,
}: Pick<Image, 'label' | 'model_version' | 'sha256'>): ReviewContent {
  return { label, model_version, sha256 };
}

/** Opens the review of one image that came out uncertain. */
export async function reviewUncertainImage(
  tx: Transaction,
  image: Image,
  now: Date,
): Promise<void> {
  const { id, owner_id } = image;
  const content = imageContent(image);
  await openReview(tx, { kind: imageReviewKind, subject_id: id, owner_id, content }, now);
}

/**
 * The same for all images of a statement whose results are in `images`, as its next parts: nothing is sent and nobody
 * is told. The text that is hashed is the canonical JSON of `imageContent`. An image that is tried again and is sure
 * now has nothing left to decide; its review is looked up by its key, whatever the planner knows of a growing table.
 */
export const uncertainReviews = `opened as (
  insert into reviews (id, owner_id, kind, subject_id, content_hash)
  select uuidv7(), owner_id, '${imageReviewKind}', id, encode(sha256(convert_to(format(
    '{"label":%s,"model_version":%s,"sha256":%s}',
    to_json(label), to_json(model_version), to_json(sha256)), 'UTF8')), 'hex')
  from images where outcome = 'uncertain' and deleted_at is null
  on conflict (kind, subject_id) where state = 'open' do update
    set content_hash = excluded.content_hash, version = reviews.version + 1, updated_at = now()
), withdrawn as (
  update reviews set state = 'withdrawn', version = version + 1, updated_at = now(),
    closed_at = now()
  where id = any(array(
    select r.id from images cross join lateral (
      select id from reviews where kind = '${imageReviewKind}' and subject_id = images.id
        and state = 'open' limit 1
    ) r where images.attempt > 1 and images.outcome is distinct from 'uncertain'
  ))
)`;

/** An image is approved as it is or under another class; rejected without one, nobody can tell its class. */
export const imageReviews: ReviewKind = {
  hold: async (tx, imageId) => {
    await Image.query(tx.sql).findById(imageId).select('id').forUpdate();
  },
  nameOf: async (database, imageId) => {
    const image = await Image.query(database).findById(imageId).whereNull('deleted_at');
    return image?.filename ?? null;
  },
  readCorrection: ({ label, ...rest }) => {
    if (isPlumLabel(label) && Object.keys(rest).length === 0) return { label };
    const detail = 'must be an object with a known label and nothing else';
    throw fail('validation_failed', undefined, [
      { pointer: '/correction', code: 'correction', detail },
    ]);
  },
  settle: async (tx, { subject_id }, { state, vote }) => {
    if (!vote) return;
    const image = await Image.query(tx.sql).findById(subject_id).throwIfNotFound();
    const corrected = vote.correction?.['label'];
    const label = typeof corrected === 'string' ? corrected : image.label;
    const told = corrected !== undefined || state === 'approved';
    const by = { reviewed_by: vote.reviewer_id, reviewed_at: vote.created_at };
    await writeReview(tx, image, { reviewed_label: told ? label : null, ...by });
  },
};
