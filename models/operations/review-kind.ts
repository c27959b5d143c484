import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import type { Review } from './review';
import type { ReviewVote } from './review-vote';

/** How a review came to its end, and the vote that ended it, if one did. */
export interface ReviewOutcome {
  state: 'approved' | 'rejected' | 'expired';
  vote: ReviewVote | null;
}

/** What a kind of review has to offer. */
export interface ReviewKind {
  /**
   * Keeps the subject as it is until the transaction ends. Everybody locks the subject first and its review second, so
   * that nobody waits for each other in a circle.
   */
  hold(tx: Transaction, subjectId: string): Promise<void>;
  /** What people call the subject, in mails; null when it is gone. */
  nameOf(database: Knex, subjectId: string): Promise<string | null>;
  /**
   * A correction as it is kept with the vote.
   * @throws `validation_failed` when the kind does not know such a correction
   */
  readCorrection(correction: Record<string, unknown>): Record<string, unknown>;
  /** Does to the subject what the end of its review means. */
  settle(tx: Transaction, review: Review, outcome: ReviewOutcome): Promise<void>;
}
