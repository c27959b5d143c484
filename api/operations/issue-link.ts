import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { recordAudit } from '../../models/operations/audit-entry';
import type { Review } from '../../models/operations/review';
import { createReviewLinks } from '../../models/operations/review-link';
import type { ReviewLink } from '../../openapi/generated/types';
import type { Context } from '../operation';
import { requestId } from '../request-id';

/** A link that hands on the user's vote on an open review. */
export async function issueLink(
  tx: Transaction,
  { user, services, body, request }: Context<'createReviewLink'>,
  review: Review,
): Promise<ReviewLink> {
  if (review.state !== 'open') throw fail('review_closed', `The review is ${review.state}.`);
  const { clock, config } = services;
  const expires = Math.floor(clock.now().getTime() / 1000) + body.expires_in;
  const { id: review_id, owner_id, content_hash } = review;
  const ticket = { review_id, reviewer_id: user.id, content_hash, expires };
  const token = createReviewLinks(config.secretKey).issue(ticket);
  const expires_at = new Date(expires * 1000).toISOString();
  const request_id = request.res && requestId(request.res);
  await recordAudit(tx, {
    ...{ actor_id: user.id, owner_id, action: 'review.link' },
    subject: { type: 'review', id: review_id },
    changes: { expires_at },
    ...(request_id && { request_id }),
  });
  return { url: `${config.api.publicUrl}/review-links/${token}`, token, expires_at };
}
