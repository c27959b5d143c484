import type { Transaction } from '../../foundation/transaction';
import { closeReview } from './close-review';
import { Review } from './review';
import { allReviewers, tellOfReview } from './review-audience';
import { reviewKinds } from './review-kinds';
import { nextInstant, reminderTimes } from './review-times';

/**
 * Does what time has brought to a review until `now`: it reminds once however many reminders were missed, escalates,
 * expires. Repeating it does nothing.
 * @returns the next instant at which something is due; null when nothing will be
 */
export async function advanceReview(tx: Transaction, id: string, now: Date): Promise<Date | null> {
  const known = await Review.query(tx.sql).findById(id);
  if (known?.state !== 'open') return null;
  await reviewKinds[known.kind].hold(tx, known.subject_id);
  const review = await Review.query(tx.sql).findOne({ id, state: 'open' }).forUpdate();
  if (!review) return null;
  if (review.due_at && review.due_at <= now) {
    await expire(tx, review, now);
    return null;
  }
  const reminders = reminderTimes(review).filter((at) => at <= now).length;
  const reminds = reminders > review.reminders_sent;
  const escalates = review.escalate_at && review.escalate_at <= now && !review.escalated_at;
  const passed = {
    reminders_sent: Math.max(reminders, review.reminders_sent),
    escalated_at: escalates ? now : review.escalated_at,
  };
  const next_at = nextInstant({ ...review, ...passed });
  if (!reminds && !escalates) return next_at;
  const version = review.version + 1;
  await Review.query(tx.sql)
    .findById(id)
    .patch({ ...passed, next_at, version, updated_at: now });
  if (reminds) tellOfReview(tx, review, 'review.reminded', { data: { nth: reminders } });
  if (escalates) {
    tellOfReview(tx, review, 'review.escalated', { others: await allReviewers(tx.sql) });
  }
  return next_at;
}

async function expire(tx: Transaction, review: Review, now: Date): Promise<void> {
  // Without a time of its own nothing is poked: the workflow that asked for this ends by itself.
  const expired = await closeReview(tx, { ...review, next_at: null }, { state: 'expired', now });
  await reviewKinds[review.kind].settle(tx, expired, { state: 'expired', vote: null });
  tellOfReview(tx, expired, 'review.expired');
}
