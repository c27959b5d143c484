// Links that let somebody without an account decide once. A link is its own proof: nothing of it is stored, and it hands
// on the vote of the person who made it, so that links give nobody a second vote.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isId } from '../../foundation/ids';
import { deriveKey } from '../../foundation/keys';

/** What a link permits: one vote on this content until an instant. */
export interface ReviewTicket {
  review_id: string;
  /** Whose vote it is. */
  reviewer_id: string;
  content_hash: string;
  /** Unix time in seconds. */
  expires: number;
}

export interface ReviewLinks {
  issue(ticket: ReviewTicket): string;
  /** What a token says, or null when it was not issued here. */
  read(token: string): ReviewTicket | null;
}

/** Links under a key of their own. */
export function createReviewLinks(secretKey: string): ReviewLinks {
  const key = deriveKey(secretKey, 'review-link');
  const sign = (payload: string): Buffer => createHmac('sha256', key).update(payload).digest();
  return {
    issue: ({ review_id, reviewer_id, content_hash, expires }) => {
      const content = JSON.stringify([review_id, reviewer_id, content_hash, expires]);
      const payload = Buffer.from(content).toString('base64url');
      return `${payload}.${sign(payload).toString('base64url')}`;
    },
    read: (token) => {
      const [payload = '', signature = '', ...rest] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const expected = sign(payload);
      if (rest.length > 0 || given.length !== expected.length) return null;
      if (!timingSafeEqual(given, expected)) return null;
      return ticketOf(Buffer.from(payload, 'base64url').toString());
    },
  };
}

function ticketOf(content: string): ReviewTicket | null {
  const parts = JSON.parse(content) as [string, string, string, number];
  const [review_id, reviewer_id, content_hash, expires] = parts;
  if (!isId(review_id) || !isId(reviewer_id)) return null;
  return { review_id, reviewer_id, content_hash, expires };
}
