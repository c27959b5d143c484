import type { QueryBuilder } from 'objection';
import type { Transaction } from '../../foundation/transaction';
import { type RowChange, updateRows } from '../../foundation/update-rows';
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

/** A target whose post this transaction has locked. */
export interface HeldTarget extends HeldPost {
  target: PostTarget;
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

/**
 * Locks the posts of targets, as far as nobody else has locked them or their owners: a batch waits for nobody, so that no
 * post holds up others, and whoever locks one thing after another cannot wait for a batch that waits for them.
 * @returns what is held of each target; targets of one post share it
 */
export async function holdFreeTargets(
  tx: Transaction,
  targetIds: string[],
): Promise<Map<string, HeldTarget>> {
  const postIds = PostTarget.query(tx.sql).findByIds(targetIds).select('post_id');
  const posts = await Post.query(tx.sql)
    .whereIn('id', postIds)
    .orderBy('id')
    .forUpdate()
    .skipLocked();
  const free = await holdFreeOwners(tx, [...new Set(posts.map(({ owner_id }) => owner_id))]);
  const held = new Map(
    posts
      .filter(({ owner_id }) => free.has(owner_id))
      .map((post) => [post.id, { post, targets: [] as PostTarget[] }]),
  );
  const targets = await PostTarget.query(tx.sql)
    .whereIn('post_id', [...held.keys()])
    .orderBy('id');
  for (const target of targets) held.get(target.post_id)?.targets.push(target);
  const wanted = new Set(targetIds);
  return new Map(
    targets.flatMap((target) => {
      const one = held.get(target.post_id);
      return one && wanted.has(target.id) ? [[target.id, { ...one, target }] as const] : [];
    }),
  );
}

/** What is written of posts refers to their owners: taken before the counters of events, as by everybody who takes both. */
async function holdFreeOwners(tx: Transaction, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const owners = tx.sql('users').whereIn('id', ids).orderBy('id');
  return new Set(await owners.forKeyShare().skipLocked().pluck<string[]>('id'));
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
  const patched = { ...changes, ...becomeOf({ post, targets }, now) };
  await Post.query(tx.sql).findById(post.id).patch(patched);
  Object.assign(post, patched);
}

/** What a post becomes by what its targets have become. */
function becomeOf({ post, targets }: HeldPost, now: Date): Partial<Post> {
  const status = statusOf(targets.map((target) => target.status));
  const isPosted = status === 'posted' && post.posted_at === null;
  return {
    ...{ status, version: post.version + 1, updated_at: now },
    ...(isPosted && { posted_at: now }),
  };
}

/** What changes a target, and when that was. */
export interface TargetChange<Column extends keyof PostTarget> {
  held: HeldTarget;
  now: Date;
  changes: Pick<PostTarget, Column>;
}

/**
 * Changes targets and their posts by a statement each, whose columns `types` names: all targets change before any post is
 * looked at, so that a post with several of them becomes what they are together, once.
 */
export async function changeTogether<Column extends keyof PostTarget>(
  tx: Transaction,
  types: Record<Column, string>,
  given: TargetChange<Column>[],
): Promise<void> {
  const written = { ...types, updated_at: 'timestamptz' } as Record<Column | 'updated_at', string>;
  const rows = given.map(({ held, now, changes }) => {
    return { ...changes, id: held.target.id, updated_at: now } as RowChange<Column | 'updated_at'>;
  });
  await updateRows<Column | 'updated_at'>(tx.sql, 'post_targets', written, rows);
  for (const { held, now, changes } of given) {
    Object.assign(held.target, changes, { updated_at: now });
  }
  const posts = new Map<string, { held: HeldPost; now: Date }>();
  for (const { held, now } of given) {
    const known = posts.get(held.post.id);
    posts.set(held.post.id, { held, now: known && known.now > now ? known.now : now });
  }
  await changePosts(tx, [...posts.values()]);
}

const postColumns = {
  ...{ status: 'text', version: 'integer' },
  ...{ updated_at: 'timestamptz', posted_at: 'timestamptz' },
};

async function changePosts(tx: Transaction, posts: { held: HeldPost; now: Date }[]): Promise<void> {
  for (const { held, now } of posts) Object.assign(held.post, becomeOf(held, now));
  const rows = posts.map(({ held: { post } }) => {
    const { id, status, version, updated_at, posted_at } = post;
    return { id, status, version, updated_at, posted_at };
  });
  await updateRows(tx.sql, 'posts', postColumns, rows);
}
