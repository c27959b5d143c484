import type { Knex } from 'knex';
import { transaction } from '../../foundation/transaction';
import type { Image } from '../../models/classification/image';
import { imageContent } from '../../models/classification/review-uncertain';
import { type NewReview, openReview } from '../../models/operations/open-review';
import type { Review } from '../../models/operations/review';

/** Opens the review of an image, with times if some are given. */
export async function createReview(
  database: Knex,
  image: Image,
  { now = new Date(), ...asked }: Partial<NewReview> & { now?: Date } = {},
): Promise<Review> {
  const { id: subject_id, owner_id } = image;
  const review = { kind: 'classification_image' as const, subject_id, owner_id };
  const content = imageContent(image);
  return await transaction(database, (tx) => openReview(tx, { ...review, content, ...asked }, now));
}
