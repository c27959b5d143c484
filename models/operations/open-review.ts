import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { reviewWorkflowId, type WatchReviewInput } from '../../workflows/operations/contract';
import { Review, type ReviewKindName } from './review';
import { tellPerson } from './review-audience';
import { contentHash, type ReviewContent } from './review-hash';
import { nextInstant } from './review-times';
import { type CommandFor, requestWorkflow } from './workflow-command';

/** What is to be decided, by whom and until when. Without times it waits for as long as it takes. */
export interface NewReview {
  kind: ReviewKindName;
  subject_id: string;
  owner_id: string;
  content: ReviewContent;
  needed?: number;
  reviewer_id?: string;
  due_at?: Date;
  escalate_at?: Date;
  /** Seconds from now, one per reminder. */
  remind_after?: number[];
}

/**
 * Opens the review of a subject. One that is open already takes the new content and times, and the votes on its old
 * content count no longer.
 */
export async function openReview(tx: Transaction, asked: NewReview, now: Date): Promise<Review> {
  const { content, remind_after = [], due_at = null, escalate_at = null, ...row } = asked;
  const times = { due_at, escalate_at, remind_after, reminders_sent: 0, escalated_at: null };
  const opened = await Review.query(tx.sql)
    .insert({
      id: newId(),
      needed: 1,
      reviewer_id: null,
      ...row,
      ...times,
      content_hash: contentHash(content),
      next_at: nextInstant({ ...times, opened_at: now }),
      ...{ opened_at: now, created_at: now, updated_at: now },
    })
    .onConflict(tx.sql.raw("(kind, subject_id) where state = 'open'"))
    .merge({
      ...{ ...times, needed: asked.needed ?? 1, reviewer_id: asked.reviewer_id ?? null },
      content_hash: contentHash(content),
      next_at: nextInstant({ ...times, opened_at: now }),
      ...{ opened_at: now, updated_at: now, version: tx.sql.raw('reviews.version + 1') as never },
    })
    .returning('*');
  if (opened.next_at) await requestWorkflow(tx, { ...reviewWorkflow(opened), restart: true });
  if (opened.reviewer_id) tellPerson(tx, opened.reviewer_id, opened, 'review.opened');
  return opened;
}

/** The command that starts the workflow of a review, or pokes it. */
export function reviewWorkflow(
  review: Pick<Review, 'id' | 'owner_id'>,
): CommandFor<WatchReviewInput> {
  return {
    owner_id: review.owner_id,
    workflow_id: reviewWorkflowId(review.id),
    workflow_type: 'watchReview',
    input: { review_id: review.id },
    subject_id: review.id,
    summary: 'Times of a review',
    poke: true,
  };
}
