import type { Transaction } from '../../foundation/transaction';
import { reviewWorkflow } from './open-review';
import { Review, type ReviewKindName, type ReviewState } from './review';
import { requestWorkflow } from './workflow-command';

/** Ends a review that this transaction has locked, and lets the workflow that watches it know. */
export async function closeReview(
  tx: Transaction,
  review: Pick<Review, 'id' | 'owner_id' | 'version' | 'next_at'>,
  { state, note, now }: { state: Exclude<ReviewState, 'open'>; note?: string | null; now: Date },
): Promise<Review> {
  const closed = await Review.query(tx.sql)
    .findById(review.id)
    .patch({
      ...{ state, note: note ?? null, next_at: null },
      ...{ version: review.version + 1, updated_at: now, closed_at: now },
    })
    .returning('*')
    .first()
    .throwIfNotFound();
  if (review.next_at) await requestWorkflow(tx, reviewWorkflow(review));
  return closed;
}

/** Takes the open review of a subject back, if it has one: there is nothing left to decide. The subject is locked. */
export async function withdrawReview(
  tx: Transaction,
  { kind, subject_id }: { kind: ReviewKindName; subject_id: string },
  now: Date,
): Promise<void> {
  const open = await Review.query(tx.sql).findOne({ kind, subject_id, state: 'open' }).forUpdate();
  if (open) await closeReview(tx, open, { state: 'withdrawn', now });
}
