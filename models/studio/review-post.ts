// Reviews of posts: somebody agrees to what each account is to show before any of it is published.
import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { withdrawReview } from '../operations/close-review';
import { openReview } from '../operations/open-review';
import { Review } from '../operations/review';
import { contentHash, type ReviewContent } from '../operations/review-hash';
import type { ReviewKind } from '../operations/review-kind';
import type { ApprovalWish } from './new-post';
import { Post } from './post';
import { picturesOf, postContent, type PostPicture, shownPictures } from './post-content';
import { nameOfPost } from './post-text';
import { changePost, changeTarget, type HeldPost, holdPost } from './post-status';

export const postReviewKind = 'post';

/** What a decision on a held post is bound to. Accounts that were taken out show nothing. */
export async function approvedContent(tx: Transaction, held: HeldPost): Promise<ReviewContent> {
  return contentWith(held, await picturesOf(tx.sql, [held.post.id]));
}

function contentWith({ post, targets }: HeldPost, pictures: PostPicture[]): ReviewContent {
  const shown = targets.filter(({ status }) => status !== 'cancelled');
  return postContent(post, shown, shownPictures(pictures));
}

/** Whether what a held post shows now is what was approved, if it has to be. */
export async function isApproved(tx: Transaction, held: HeldPost): Promise<boolean> {
  if (!held.post.approval_required) return true;
  return isApprovedWith(held, await picturesOf(tx.sql, [held.post.id]));
}

/** Like `isApproved`, for who has read the pictures of the post under its lock. */
export function isApprovedWith(held: HeldPost, pictures: PostPicture[]): boolean {
  if (!held.post.approval_required) return true;
  return held.post.approved_content_hash === contentHash(contentWith(held, pictures));
}

/** Opens the review of a post, or gives the open one the present content. */
export async function askForApproval(
  tx: Transaction,
  postId: string,
  wish: ApprovalWish,
  now: Date,
): Promise<void> {
  const held = await holdPost(tx, postId);
  if (!held) return;
  const content = await approvedContent(tx, held);
  const subject = { subject_id: postId, owner_id: held.post.owner_id };
  await openReview(tx, { kind: postReviewKind, ...subject, content, ...wish }, now);
}

/** Takes an approval back and asks again, of whom was asked before: the post shows something else now. */
export async function askAgain(tx: Transaction, held: HeldPost, now: Date): Promise<void> {
  const { post } = held;
  await changePost(tx, held, now, { approved_content_hash: null });
  const { needed = 1, reviewer_id = null, due_at = null } = (await lastReview(tx, post)) ?? {};
  const wish = {
    ...{ needed, ...(reviewer_id !== null && { reviewer_id }) },
    ...(due_at && due_at > now && { due_at }),
  };
  await askForApproval(tx, post.id, wish, now);
}

async function lastReview(tx: Transaction, { id }: Post): Promise<Review | undefined> {
  return await Review.query(tx.sql)
    .where({ kind: postReviewKind, subject_id: id })
    .orderBy('created_at', 'desc')
    .first();
}

/** Whether a post was asked about last of this person, and of as many. */
export async function wasAskedLike(
  tx: Transaction,
  post: Post,
  { needed = 1, reviewer_id }: ApprovalWish,
): Promise<boolean> {
  const last = await lastReview(tx, post);
  return last?.needed === needed && last.reviewer_id === (reviewer_id ?? null);
}

/** Whether somebody is being asked about a post. */
export async function isAsked(tx: Transaction, subject_id: string): Promise<boolean> {
  const open = Review.query(tx.sql).where({ kind: postReviewKind, subject_id, state: 'open' });
  return (await open.resultSize()) > 0;
}

/** Takes the question back: there is nothing left to publish. */
export async function askNoMore(tx: Transaction, postId: string, now: Date): Promise<void> {
  await withdrawReview(tx, { kind: postReviewKind, subject_id: postId }, now);
}

/** Approved, a post may be published as it is; rejected, it is a draft until its owner changes it. */
export const postReviews: ReviewKind = {
  hold: async (tx, postId) => void (await holdPost(tx, postId)),
  nameOf: async (database, postId) => {
    const post = await Post.query(database).findOne({ id: postId, deleted_at: null });
    return post ? nameOfPost(post) : null;
  },
  readCorrection: () => {
    const detail = 'must be left out: a post is approved as it is, or not';
    throw fail('validation_failed', undefined, [
      { pointer: '/correction', code: 'correction', detail },
    ]);
  },
  settle: async (tx, { subject_id, content_hash, updated_at: now }, { state }) => {
    const held = await holdPost(tx, subject_id);
    if (!held || held.post.deleted_at || state === 'expired') return;
    if (state === 'approved') {
      return await changePost(tx, held, now, { approved_content_hash: content_hash });
    }
    for (const target of held.targets.filter(({ status }) => status === 'scheduled')) {
      const draft = { status: 'draft', next_at: null, container_content_hash: null } as const;
      const why = { error_code: 'post_rejected', error_detail: null };
      await changeTarget(tx, held, target, { ...draft, ...why, updated_at: now });
    }
    await changePost(tx, held, now, { approved_content_hash: null });
  },
};
