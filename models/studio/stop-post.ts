// The ends that an owner brings about: honoured for each account until its platform is called.
import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { contentHash } from '../operations/review-hash';
import { requestWorkflows } from '../operations/workflow-command';
import { publishWorkflow } from './create-post';
import { isPublishing, nothingLeft } from './edit-post';
import type { PostContext } from './new-post';
import { changePost, changeTarget, type HeldPost } from './post-status';
import type { PostTarget } from './post-target';
import { approvedContent, askNoMore, isApproved } from './review-post';

/**
 * Cancels what is not published yet; what a platform is being called for is tried no more, should nothing come of that.
 * Cancelling what is cancelled changes nothing.
 * @throws `post_publishing`, `post_state_conflict` (409) when nothing is left to cancel
 */
export async function cancelPost(tx: Transaction, held: HeldPost, now: Date): Promise<void> {
  if (held.post.status === 'cancelled') return;
  if (!(await cancelWaiting(tx, held, now))) throw nothingLeft(held);
}

async function cancelWaiting(tx: Transaction, held: HeldPost, now: Date): Promise<boolean> {
  const { id, owner_id, approval_required } = held.post;
  const wasApproved = approval_required && (await isApproved(tx, held));
  const cancelled = await cancelTargets(tx, held, ['draft', 'scheduled'], now);
  if (cancelled === 0) return false;
  for (const target of held.targets.filter(({ status }) => status === 'publishing')) {
    await changeTarget(tx, held, target, { cancel_wanted_at: now, updated_at: now });
  }
  // Who agreed to all of it agreed to what is left, which may be tried again.
  const left = wasApproved && {
    approved_content_hash: contentHash(await approvedContent(tx, held)),
  };
  await changePost(tx, held, now, left || {});
  await askNoMore(tx, id, now);
  appendEvent(tx, { owner_id, type: 'post.cancelled', subject: { type: 'post', id } });
  return true;
}

/**
 * Deletes a post, and with `live` what of it is live, where the platforms can: that takes a moment, and an event tells.
 * @returns false when it could only be cancelled, because a platform is being called for one of its accounts
 * @throws `post_publishing` when nothing was left to cancel, `live_post_not_removable`, `post_unconfirmed` (409)
 */
export async function deletePost(
  tx: Transaction,
  held: HeldPost,
  { live, rules, now }: PostContext & { live: boolean },
): Promise<boolean> {
  const { id, owner_id } = held.post;
  const targets = held.targets.filter((target) => live && isLive(target));
  const stuck = targets.find(({ platform, account_id }) => !account_id || !rules.removes(platform));
  if (stuck) throw fail('live_post_not_removable', `It stays live on ${stuck.platform}.`);
  const doubtful = held.targets.find(({ status }) => live && status === 'unconfirmed');
  if (doubtful) throw fail('post_unconfirmed', `It may be live on ${doubtful.platform}.`);
  if (isPublishing(held)) {
    if (await cancelWaiting(tx, held, now)) return false;
    throw fail('post_publishing');
  }
  await cancelTargets(tx, held, ['draft', 'scheduled', 'failed'], now);
  for (const target of targets) {
    await changeTarget(tx, held, target, { removal_wanted_at: now, next_at: now, updated_at: now });
  }
  await changePost(tx, held, now, { deleted_at: now });
  await askNoMore(tx, id, now);
  await requestWorkflows(tx, targets.map(publishWorkflow));
  appendEvent(tx, { owner_id, type: 'post.deleted', subject: { type: 'post', id } });
  return true;
}

function isLive({ status, removed_at }: PostTarget): boolean {
  return status === 'posted' && removed_at === null;
}

async function cancelTargets(
  tx: Transaction,
  held: HeldPost,
  statuses: PostTarget['status'][],
  now: Date,
): Promise<number> {
  const targets = held.targets.filter(({ status }) => statuses.includes(status));
  for (const target of targets) {
    await changeTarget(tx, held, target, {
      ...{ status: 'cancelled', next_at: null, updated_at: now },
      ...{ container: null, container_content_hash: null },
    });
  }
  // Their workflows read it and end.
  await requestWorkflows(tx, targets.map(publishWorkflow));
  return targets.length;
}
