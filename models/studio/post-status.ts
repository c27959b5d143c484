import type { QueryBuilder } from 'objection';
import type { Transaction } from '../../foundation/transaction';
import { Post, type PostStatus } from './post';
import { PostTarget } from './post-target';

/** What shows first of what the targets are in: what is under way, what waits, what needs somebody, what is done. */
const order: PostStatus[] = [
  ...(['publishing', 'scheduled', 'draft', 'unconfirmed', 'failed', 'posted'] as const),
];

/** The status of a post whose targets have these. */
export function statusOf(targets: readonly PostStatus[]): PostStatus {
  return order.find((status) => targets.includes(status)) ?? 'cancelled';
}

/** A post that this transaction has locked, and its targets, in the order in which they were named. */
export interface HeldPost {
  post: Post;
  targets: PostTarget[];
}

/** Locks a post, which everybody does first; its targets change only under this lock. */
export async function holdPost(
  tx: Transaction,
  postId: string | QueryBuilder<PostTarget, PostTarget | undefined>,
): Promise<HeldPost | undefined> {
  const post = await Post.query(tx.sql).where('id', postId).first().forUpdate();
  if (!post) return undefined;
  const targets = await PostTarget.query(tx.sql).where({ post_id: post.id }).orderBy('id');
  return { post, targets };
}

/** Changes a target, in the row and in what is held of it. */
export async function changeTarget(
  tx: Transaction,
  held: HeldPost,
  target: PostTarget,
  changes: Partial<PostTarget>,
): Promise<void> {
  const patched = { ...changes, updated_at: changes.updated_at ?? new Date() };
  await PostTarget.query(tx.sql).findById(target.id).patch(patched);
  Object.assign(target, patched);
}

/** Writes what the targets have become into the post, with what else has changed of it. */
export async function changePost(
  tx: Transaction,
  { post, targets }: HeldPost,
  now: Date,
  changes: Partial<Post> = {},
): Promise<void> {
  const status = statusOf(targets.map((target) => target.status));
  const isPosted = status === 'posted' && post.posted_at === null;
  const patched = {
    ...{ ...changes, status, version: post.version + 1, updated_at: now },
    ...(isPosted && { posted_at: now }),
  };
  await Post.query(tx.sql).findById(post.id).patch(patched);
  Object.assign(post, patched);
}
