// The decision: a compare-and-set on the review's row, its vote, its audit row, its event and its poke, all in the
// transaction of the caller.
import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { recordAudit } from './audit-entry';
import { closeReview } from './close-review';
import { Review } from './review';
import { tellOfReview } from './review-audience';
import { reviewKinds } from './review-kinds';
import { ReviewVote } from './review-vote';

export interface Decision {
  decision: 'approve' | 'reject';
  /** The content that was looked at. */
  content_hash: string;
  correction?: Record<string, unknown>;
  note?: string;
}

/** Whose vote it is, and how it came. */
export interface Voter {
  reviewer_id: string;
  by_link?: boolean;
  request_id?: string | undefined;
}

/**
 * Gives a vote; the review closes with the first rejection, or with the last of as many equal votes as it needs.
 * @throws `review_closed` (409), `review_stale` (409) when the content is another by now, `already_voted` (409)
 */
export async function decideReview(
  tx: Transaction,
  { id, kind, subject_id }: Pick<Review, 'id' | 'kind' | 'subject_id'>,
  decision: Decision,
  { voter, now }: { voter: Voter; now: Date },
): Promise<Review> {
  const rules = reviewKinds[kind];
  const correction = decision.correction ? rules.readCorrection(decision.correction) : null;
  await rules.hold(tx, subject_id);
  const review = await claimOpen(tx, id, decision.content_hash, now);
  const vote = await keepVote(tx, review, { ...decision, correction }, { voter, now });
  await auditVote(tx, review, vote, voter);
  const state = vote.decision === 'reject' ? 'rejected' : 'approved';
  if (state === 'approved' && (await agreeing(tx, vote)) < review.needed) return review;
  const closed = await closeReview(tx, review, { state, note: vote.note, now });
  await rules.settle(tx, closed, { state, vote });
  // By a link somebody else decided in the voter's place.
  const decided_by = vote.by_link ? {} : { decided_by: vote.reviewer_id };
  tellOfReview(tx, closed, 'review.decided', { data: { state, ...decided_by } });
  return closed;
}

/** Takes the row for this vote: of two at once, the second finds what the first made of it. */
async function claimOpen(
  tx: Transaction,
  id: string,
  content_hash: string,
  now: Date,
): Promise<Review> {
  const claimed = await Review.query(tx.sql)
    .where({ id, state: 'open', content_hash })
    .where((due) => void due.whereNull('due_at').orWhere('due_at', '>', now))
    .patch({ version: tx.sql.raw('version + 1') as never, updated_at: now })
    .returning('*')
    .first();
  if (claimed) return claimed;
  const found = await Review.query(tx.sql).findById(id).throwIfNotFound();
  if (found.state !== 'open') throw fail('review_closed', `The review is ${found.state}.`);
  if (found.content_hash === content_hash) throw fail('review_closed', 'The review was due.');
  throw fail('review_stale');
}

async function keepVote(
  tx: Transaction,
  review: Review,
  { decision, correction, note }: Pick<ReviewVote, 'decision' | 'correction'> & { note?: string },
  { voter, now }: { voter: Voter; now: Date },
): Promise<ReviewVote> {
  const [vote] = await tx
    .sql('review_votes')
    .insert({
      id: newId(),
      ...{ review_id: review.id, owner_id: review.owner_id, reviewer_id: voter.reviewer_id },
      ...{ content_hash: review.content_hash, decision, note: note ?? null, created_at: now },
      correction: correction && JSON.stringify(correction),
      by_link: voter.by_link ?? false,
    })
    .onConflict(['review_id', 'content_hash', 'reviewer_id'])
    .ignore()
    .returning<ReviewVote[]>('*');
  if (!vote) throw fail('already_voted');
  return vote;
}

/** How many said exactly this of this content. */
async function agreeing(tx: Transaction, vote: ReviewVote): Promise<number> {
  const { review_id, content_hash, decision, correction } = vote;
  return await ReviewVote.query(tx.sql)
    .where({ review_id, content_hash, decision })
    .whereRaw('correction is not distinct from ?::jsonb', [
      correction && JSON.stringify(correction),
    ])
    .resultSize();
}

async function auditVote(
  tx: Transaction,
  { id, owner_id, kind, subject_id }: Review,
  { decision, correction, by_link }: ReviewVote,
  { reviewer_id, request_id }: Voter,
): Promise<void> {
  await recordAudit(tx, {
    ...{ actor_id: reviewer_id, owner_id, action: `review.${decision}` },
    subject: { type: 'review', id },
    changes: { kind, subject_id, correction, by_link },
    ...(request_id && { request_id }),
  });
}
