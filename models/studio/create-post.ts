import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { publishWorkflowId, type PublishPostInput } from '../../workflows/studio/contract';
import { appendEvent } from '../messaging/append-event';
import { type CommandFor, requestWorkflows } from '../operations/workflow-command';
import { checkNewPosts } from './check-new-post';
import type { CheckedPost, NewPost, PostContext } from './new-post';
import { Post } from './post';
import { PostTarget } from './post-target';
import { cleanHashtags } from './post-text';
import { askForApproval } from './review-post';

/**
 * Schedules one post, for all of its accounts or not at all.
 * @returns undefined when the slot of its schedule has a post already
 * @throws `post_refused` (422) whose `errors` say what is wrong, per account and picture
 */
export async function createPost(
  tx: Transaction,
  post: NewPost,
  context: PostContext,
): Promise<Post | undefined> {
  const [checked] = await checkNewPosts(tx.sql, [post], context);
  if (!checked) return undefined;
  if (checked.findings.length > 0) throw fail('post_refused', undefined, checked.findings);
  const [created] = await insertPosts(tx, [checked], context.now);
  return created;
}

/** A statement takes 65,535 values: posts have 20 or so, each of which may have 35 pictures and 50 accounts. */
const rowsAtOnce = 500;
const partsAtOnce = 2_000;

/** Writes posts that were checked and found good, and asks for their workflows; in order, repeated slots left out. */
export async function insertPosts(
  tx: Transaction,
  checked: CheckedPost[],
  now: Date,
): Promise<Post[]> {
  const posts: Post[] = [];
  for (let from = 0; from < checked.length; from += rowsAtOnce) {
    posts.push(...(await insertChunk(tx, checked.slice(from, from + rowsAtOnce), now)));
  }
  return posts;
}

async function insertChunk(tx: Transaction, checked: CheckedPost[], now: Date): Promise<Post[]> {
  const rows = checked.map(({ post }) => ({ post, row: { id: newId(), ...rowOf(post, now) } }));
  const posts = await Post.query(tx.sql)
    .insert(rows.map(({ row }) => row))
    .onConflict(['schedule_id', 'slot_at'])
    .ignore()
    .returning('*');
  const inserted = new Map(posts.map((post) => [post.id, post]));
  const made = rows.flatMap(({ row }, index) => {
    const [post, wanted] = [inserted.get(row.id), checked[index]];
    return post && wanted ? [{ post, wanted }] : [];
  });
  const media = made.flatMap(({ post, wanted }) => mediaOf(post, wanted));
  for (const slice of slices(media)) await tx.sql('post_media').insert(slice);
  const targets = made.flatMap(({ post, wanted }) => targetsOf(post, wanted, now));
  for (const slice of slices(targets)) {
    await PostTarget.query(tx.sql).insert(slice);
    await requestWorkflows(tx, slice.filter(({ next_at }) => next_at).map(publishWorkflow));
  }
  for (const { post, wanted } of made) {
    const { id, owner_id, status } = post;
    const subject = { type: 'post', id };
    appendEvent(tx, { owner_id, type: 'post.created', subject, data: { status } });
    if (wanted.post.approval) await askForApproval(tx, post.id, wanted.post.approval, now);
  }
  return made.map(({ post }) => post);
}

function slices<T>(rows: T[]): T[][] {
  const count = Math.ceil(rows.length / partsAtOnce);
  return Array.from({ length: count }, (_, nth) =>
    rows.slice(nth * partsAtOnce, (nth + 1) * partsAtOnce),
  );
}

function rowOf(post: NewPost, now: Date): Partial<Post> {
  return {
    ...{ owner_id: post.owner_id, caption: post.caption, link: post.link },
    hashtags: cleanHashtags(post.hashtags),
    status: post.scheduled_time ? 'scheduled' : 'draft',
    ...{ scheduled_time: post.scheduled_time, timezone: post.timezone },
    approval_required: Boolean(post.approval),
    ...{ schedule_id: post.schedule_id ?? null, slot_at: post.slot_at ?? null },
    ...{ template_id: post.template_id ?? null, created_at: now, updated_at: now },
  };
}

function mediaOf(post: Post, { post: wish }: CheckedPost): object[] {
  return wish.image_ids.map((image_id, position) => ({ post_id: post.id, position, image_id }));
}

/** The rows of a post's targets: each waits for its time, or with a draft for one. */
export function targetsOf(
  post: Post,
  { post: wish, accounts }: CheckedPost,
  now: Date,
): (Pick<PostTarget, 'id' | 'post_id' | 'owner_id' | 'platform' | 'next_at'> &
  Partial<PostTarget>)[] {
  return accounts.map(({ id: account_id, platform }, index) => {
    const { caption, hashtags, options } = wish.targets[index] ?? {};
    return {
      ...{ id: newId(), post_id: post.id, owner_id: post.owner_id, account_id, platform },
      ...{ caption: caption ?? null, hashtags: hashtags ? cleanHashtags(hashtags) : null },
      ...{ options: options ?? {}, status: post.scheduled_time ? 'scheduled' : 'draft' },
      ...{ due_at: post.scheduled_time, next_at: post.scheduled_time },
      ...{ created_at: now, updated_at: now },
    };
  });
}

/** The command that starts the workflow of a target, or pokes it. */
export function publishWorkflow({
  id,
  owner_id,
  post_id,
}: Pick<PostTarget, 'id' | 'owner_id' | 'post_id'>): CommandFor<PublishPostInput> {
  return {
    ...{ owner_id, workflow_id: publishWorkflowId(id), workflow_type: 'publishPost' },
    ...{ input: { target_id: id }, subject_id: post_id, summary: 'Post for one account' },
    ...{ poke: true, restart: true },
  };
}
