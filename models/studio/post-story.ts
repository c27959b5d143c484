// What may be done with a post now: the same rules as the verbs have, for people to read.
import type { Knex } from 'knex';
import { Review } from '../operations/review';
import type { Post } from './post';
import type { PostTarget } from './post-target';
import { postReviewKind } from './review-post';

export type PostAction =
  | 'edit'
  | 'cancel'
  | 'publish_now'
  | 'retry'
  | 'retry_unconfirmed'
  | 'delete'
  | 'delete_live'
  | 'approve';

/** The reviews of a post, oldest first. */
export async function reviewsOfPost(database: Knex, postId: string): Promise<Review[]> {
  return await Review.query(database)
    .where({ kind: postReviewKind, subject_id: postId })
    .orderBy('created_at');
}

/** What its owner may do with a post as it is, for one of its accounts at least. */
export function actionsOf(
  post: Pick<Post, 'approval_required' | 'approved_content_hash'>,
  targets: Pick<PostTarget, 'status' | 'platform' | 'removed_at' | 'removal_wanted_at'>[],
  { reviews, removes }: { reviews: Review[]; removes: (platform: string) => boolean },
): PostAction[] {
  const has = (...statuses: PostTarget['status'][]): boolean =>
    targets.some(({ status }) => statuses.includes(status));
  const isFree = !post.approval_required || post.approved_content_hash !== null;
  const live = targets.filter((target) => target.status === 'posted' && !target.removal_wanted_at);
  const isCertain = !has('publishing', 'unconfirmed');
  const can: [PostAction, boolean][] = [
    ['edit', has('draft', 'scheduled', 'failed')],
    ['cancel', has('draft', 'scheduled')],
    ['publish_now', isFree && has('draft', 'scheduled')],
    ['retry', isFree && has('failed')],
    ['retry_unconfirmed', isFree && has('unconfirmed')],
    ['approve', reviews.some(({ state }) => state === 'open')],
    ['delete', !has('publishing')],
    [
      'delete_live',
      isCertain && live.length > 0 && live.every(({ platform }) => removes(platform)),
    ],
  ];
  return can.flatMap(([action, may]) => (may ? [action] : []));
}
