// Changes to a post, honoured for each account until its platform is called. What is live stays as it is.
import { type AppError, fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { contentHash } from '../operations/review-hash';
import { requestWorkflows } from '../operations/workflow-command';
import { checkNewPosts } from './check-new-post';
import { publishWorkflow } from './create-post';
import { accountsOf, type ApprovalWish, type NewPost, type PostContext } from './new-post';
import type { TargetWish } from './new-post';
import type { Post } from './post';
import { picturesOf } from './post-content';
import { changePost, changeTarget, type HeldPost } from './post-status';
import type { PostTarget } from './post-target';
import { cleanHashtags } from './post-text';
import { replaceTargets } from './replace-targets';
import {
  approvedContent,
  askAgain,
  askForApproval,
  askNoMore,
  isAsked,
  wasAskedLike,
} from './review-post';

/** What is to change of a post. */
export interface PostChange {
  caption?: string;
  hashtags?: string[];
  link?: string | null;
  /** Null makes a draft of it. */
  scheduled_time?: Date | null;
  timezone?: string;
  image_ids?: string[];
  /** Instead of all accounts that are not live. */
  targets?: TargetWish[];
  approval?: ApprovalWish | null;
}

/** The targets that an edit reaches: what is under way, live or in doubt is not among them. */
export function openTargets({ targets }: HeldPost): PostTarget[] {
  return targets.filter(({ status }) => ['draft', 'scheduled', 'failed'].includes(status));
}

/** Whether a platform is being called for one of its accounts, or nobody knows yet what came of that. */
export function isPublishing({ targets }: HeldPost): boolean {
  return targets.some(({ status }) => status === 'publishing');
}

/** Why none of its accounts is left for what is wanted: a platform is being called, or all is over. */
export function nothingLeft(held: HeldPost): AppError {
  if (isPublishing(held)) return fail('post_publishing');
  return fail('post_state_conflict', `The post is ${held.post.status}.`);
}

/**
 * Changes a post that this transaction has locked, for the accounts that are open to it: an attempt that is under way
 * keeps what it was prepared with. A change of what is shown takes an approval back and asks again; a time that lies
 * ahead schedules drafts and what failed.
 * @throws `post_publishing`, `post_state_conflict` (409), `post_refused` (422)
 */
export async function editPost(
  tx: Transaction,
  held: HeldPost,
  change: PostChange,
  context: PostContext,
): Promise<void> {
  const { now } = context;
  if (openTargets(held).length === 0) throw nothingLeft(held);
  const wanted = await checkChange(tx, held, change, context);
  const before = contentHash(await approvedContent(tx, held));
  const columns = columnsOf(change);
  Object.assign(held.post, columns);
  if (change.image_ids) await replaceMedia(tx, held.post, change.image_ids);
  if (change.targets) await replaceTargets(tx, held, wanted, now);
  await rescheduleTargets(tx, held, change, now);
  await changePost(tx, held, now, columns);
  await renewApproval(tx, held, { before, approval: change.approval }, now);
  const { id, owner_id } = held.post;
  const data = { fields: Object.keys(change) };
  appendEvent(tx, { owner_id, type: 'post.updated', subject: { type: 'post', id }, data });
  await requestWorkflows(tx, held.targets.map(publishWorkflow));
}

/** The post as it would be, and whether it may be so. Accounts that are not named are not held against it. */
async function checkChange(
  tx: Transaction,
  held: HeldPost,
  change: PostChange,
  context: PostContext,
) {
  const { post } = held;
  const media = await picturesOf(tx.sql, [post.id]);
  const wish: NewPost = {
    ...{ owner_id: post.owner_id, caption: change.caption ?? post.caption },
    hashtags: change.hashtags ?? post.hashtags,
    link: change.link === undefined ? post.link : change.link,
    ...{
      scheduled_time: change.scheduled_time ?? null,
      timezone: change.timezone ?? post.timezone,
    },
    image_ids: change.image_ids ?? media.map(({ image_id }) => image_id),
    targets: change.targets ?? (await presentWishes(tx, held)),
    approval: change.approval ?? null,
  };
  const [checked] = await checkNewPosts(tx.sql, [wish], context);
  if (!checked) throw fail('not_found');
  const findings = checked.findings.filter(({ code }) => change.targets ?? code !== 'no_account');
  if (findings.length > 0) throw fail('post_refused', undefined, findings);
  return checked;
}

async function presentWishes(tx: Transaction, held: HeldPost): Promise<TargetWish[]> {
  const accounts = await accountsOf(tx.sql, [held.post.owner_id]);
  const usable = accounts.filter(({ state }) => state === 'connected').map(({ id }) => id);
  return openTargets(held).flatMap(({ account_id, caption, hashtags, options }, index) => {
    if (account_id === null || !usable.includes(account_id)) return [];
    return [{ account_id, caption, hashtags, options, pointer: `/accounts/${index}` }];
  });
}

function columnsOf(change: PostChange): Partial<Post> {
  const { caption, hashtags, link, scheduled_time, timezone } = change;
  return {
    ...(caption !== undefined && { caption }),
    ...(hashtags && { hashtags: cleanHashtags(hashtags) }),
    ...(link !== undefined && { link }),
    ...(scheduled_time !== undefined && { scheduled_time }),
    ...(timezone !== undefined && { timezone }),
  };
}

async function replaceMedia(tx: Transaction, post: Post, imageIds: string[]): Promise<void> {
  await tx.sql('post_media').where({ post_id: post.id }).delete();
  const rows = imageIds.map((image_id, position) => ({ post_id: post.id, position, image_id }));
  if (rows.length > 0) await tx.sql('post_media').insert(rows);
}

/**
 * What was prepared is prepared anew; a time ahead is waited for, one that has passed changes no status. What is tried
 * again is due since that was asked for, unless the edit is about the time.
 */
async function rescheduleTargets(
  tx: Transaction,
  held: HeldPost,
  { scheduled_time }: PostChange,
  now: Date,
): Promise<void> {
  const time = held.post.scheduled_time;
  for (const target of openTargets(held)) {
    const isLater = time !== null && target.due_at !== null && target.due_at > time;
    const due_at = isLater && scheduled_time === undefined ? target.due_at : time;
    const ahead = { status: 'scheduled', next_at: due_at, error_code: null, error_detail: null };
    const draft = { status: 'draft', next_at: null } as const;
    const waiting = target.status === 'scheduled' ? { next_at: now } : {};
    const state = due_at === null ? draft : due_at > now ? ({ ...ahead } as const) : waiting;
    const anew = { container: null, container_content_hash: null, updated_at: now };
    await changeTarget(tx, held, target, { due_at, ...anew, ...(state as Partial<PostTarget>) });
  }
}

async function renewApproval(
  tx: Transaction,
  held: HeldPost,
  { before, approval }: { before: string; approval: ApprovalWish | null | undefined },
  now: Date,
): Promise<void> {
  const { post } = held;
  if (approval === null) {
    await changePost(tx, held, now, { approval_required: false, approved_content_hash: null });
    return await askNoMore(tx, post.id, now);
  }
  const isSame = contentHash(await approvedContent(tx, held)) === before;
  const isApproved = isSame && post.approved_content_hash === before;
  if (approval) {
    // Whoever agreed on other terms was not asked for this.
    if (isApproved && (await wasAskedLike(tx, post, approval))) return;
    const anew = { approval_required: true, approved_content_hash: null };
    await changePost(tx, held, now, anew);
    return await askForApproval(tx, post.id, approval, now);
  }
  if (!post.approval_required || isApproved) return;
  const waits = held.targets.some(({ status }) => status === 'scheduled');
  // What was rejected or never decided is to be published after all.
  if (isSame && (!waits || (await isAsked(tx, post.id)))) return;
  await askAgain(tx, held, now);
}
