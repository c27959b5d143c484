import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { findUser, nameOfUser } from '../../models/identity/user';
import { decideReview } from '../../models/operations/decide-review';
import type { Review } from '../../models/operations/review';
import { mayStillDecide } from '../../models/operations/review-audience';
import { createReviewLinks, type ReviewTicket } from '../../models/operations/review-link';
import { findReview, votesOf } from '../../models/operations/review.queries';
import type { LinkedDecision, LinkedReview } from '../../openapi/generated/types';
import type { Services } from '../services';
import { subjectsOf } from './review-subjects';

/** A link that may still be used, and its review. */
export interface Linked {
  ticket: ReviewTicket;
  review: Review;
}

/**
 * What a token permits now.
 * @throws `review_link_invalid` (404), `review_link_expired` or `review_link_used` (410), `review_closed` or
 * `review_stale` (409)
 */
export async function linkedReview(
  database: Knex,
  { config, clock }: Pick<Services, 'config' | 'clock'>,
  token: string,
): Promise<Linked> {
  const ticket = createReviewLinks(config.secretKey).read(token);
  if (!ticket) throw fail('review_link_invalid');
  if (ticket.expires * 1000 <= clock.now().getTime()) throw fail('review_link_expired');
  const review = await findReview(database, ticket.review_id);
  if (!review || !(await mayStillDecide(database, ticket.reviewer_id, review))) {
    throw fail('review_link_invalid');
  }
  const votes = (await votesOf(database, [review])).get(review.id) ?? [];
  const used = votes.some((vote) => vote.reviewer_id === ticket.reviewer_id);
  if (used) throw fail('review_link_used');
  if (review.state !== 'open') throw fail('review_closed', `The review is ${review.state}.`);
  if (review.content_hash !== ticket.content_hash) throw fail('review_stale');
  return { ticket, review };
}

/** What the bearer of a link is shown. */
export async function linkedView(
  services: Services,
  { ticket, review }: Linked,
): Promise<LinkedReview> {
  const subject = (await subjectsOf(services, [review])).get(review.subject_id);
  const owner = await findUser(services.database, review.owner_id);
  if (!subject || !owner) throw fail('review_link_invalid');
  return {
    kind: review.kind,
    state: review.state,
    asked_by: nameOfUser(owner),
    subject,
    due_at: review.due_at?.toISOString() ?? null,
    expires_at: new Date(ticket.expires * 1000).toISOString(),
  };
}

/** Gives the one vote of a link; answers with what its bearer sees then. */
export async function decideByLink(
  tx: Transaction,
  services: Services,
  { token, said, request_id }: { token: string; said: LinkedDecision; request_id?: string },
): Promise<LinkedReview> {
  const linked = await linkedReview(tx.sql, services, token);
  const { reviewer_id, content_hash } = linked.ticket;
  const voter = { reviewer_id, by_link: true, ...(request_id && { request_id }) };
  const decision = { ...said, content_hash };
  const by = { voter, now: services.clock.now() };
  const review = await decideReview(tx, linked.review, decision, by);
  return await linkedView({ ...services, database: tx.sql }, { ...linked, review });
}
