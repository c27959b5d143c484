import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import { keysetPage, type KeysetPage, type PageRequest } from '../../foundation/keyset';
import type { Transaction } from '../../foundation/transaction';
import { Review, type ReviewKindName, type ReviewState } from './review';
import { ReviewVote } from './review-vote';

export type ReviewRow = ModelObject<Review>;

/** Whose reviews, everybody's without `owner_id`, and which of them. */
export interface ReviewFilters {
  owner_id?: string;
  state?: ReviewState;
  kind?: ReviewKindName;
}

/** A page of the queue. */
export async function listReviews(
  database: Knex,
  filters: ReviewFilters,
  page: PageRequest,
): Promise<KeysetPage<ReviewRow>> {
  const query = database('reviews').where(filters).select('*');
  return await keysetPage<ReviewRow>(database, query, page);
}

/** One review. */
export async function findReview(database: Knex, id: string): Promise<Review | undefined> {
  return await Review.query(database).findById(id);
}

/** The open review of a subject, which the caller has locked. */
export async function findOpenReview(
  tx: Transaction,
  subject: { kind: ReviewKindName; subject_id: string },
): Promise<Review | undefined> {
  return await Review.query(tx.sql).findOne({ ...subject, state: 'open' });
}

/** The votes on the present content of each review, oldest first, in one query. */
export async function votesOf(
  database: Knex,
  reviews: Pick<Review, 'id' | 'content_hash'>[],
): Promise<Map<string, ReviewVote[]>> {
  const hashes = new Map(reviews.map(({ id, content_hash }) => [id, content_hash]));
  const votes = await ReviewVote.query(database)
    .whereIn('review_id', [...hashes.keys()])
    .orderBy(['created_at', 'id']);
  const found = new Map<string, ReviewVote[]>(reviews.map(({ id }) => [id, []]));
  for (const vote of votes) {
    if (hashes.get(vote.review_id) === vote.content_hash) found.get(vote.review_id)?.push(vote);
  }
  return found;
}

/** Removes what is left of the reviews of subjects that are gone for good. */
export async function forgetReviews(
  database: Knex,
  { kind, subject_ids }: { kind: ReviewKindName; subject_ids: string[] },
): Promise<void> {
  await Review.query(database).where({ kind }).whereIn('subject_id', subject_ids).delete();
}
