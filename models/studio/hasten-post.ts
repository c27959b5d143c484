// What an owner wants done at once: publishing before its time, and trying again.
import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { requestWorkflows } from '../operations/workflow-command';
import { publishWorkflow } from './create-post';
import { isPublishing, nothingLeft } from './edit-post';
import { changePost, changeTarget, type HeldPost } from './post-status';
import type { PostTarget } from './post-target';
import { isApproved } from './review-post';

/**
 * Publishes now what waits for its time, or is a draft.
 * @throws `post_publishing`, `post_state_conflict`, `post_not_approved` (409)
 */
export async function publishNow(tx: Transaction, held: HeldPost, now: Date): Promise<void> {
  const targets = held.targets.filter(({ status }) => status === 'scheduled' || status === 'draft');
  if (targets.length === 0) throw nothingLeft(held);
  await hasten(tx, held, targets, now);
  await changePost(tx, held, now, { scheduled_time: now });
}

/**
 * Tries again what failed, and with `include_unconfirmed` what nobody knows of, because somebody has looked.
 * @throws `post_publishing`, `nothing_to_retry`, `post_not_approved` (409)
 */
export async function retryPost(
  tx: Transaction,
  held: HeldPost,
  { include_unconfirmed, now }: { include_unconfirmed: boolean; now: Date },
): Promise<void> {
  const targets = held.targets.filter(
    ({ status }) => status === 'failed' || (include_unconfirmed && status === 'unconfirmed'),
  );
  if (targets.length === 0) {
    if (isPublishing(held)) throw fail('post_publishing');
    throw fail('nothing_to_retry', 'Nothing of the post failed.');
  }
  await hasten(tx, held, targets, now);
}

async function hasten(
  tx: Transaction,
  held: HeldPost,
  targets: PostTarget[],
  now: Date,
): Promise<void> {
  if (!(await isApproved(tx, held))) throw fail('post_not_approved');
  for (const target of targets) {
    await changeTarget(tx, held, target, {
      ...{ status: 'scheduled', due_at: now, next_at: now, updated_at: now },
      ...{ cancel_wanted_at: null, error_code: null, error_detail: null },
    });
  }
  await changePost(tx, held, now);
  const { id, owner_id } = held.post;
  const data = { fields: ['due_at'] };
  appendEvent(tx, { owner_id, type: 'post.updated', subject: { type: 'post', id }, data });
  await requestWorkflows(tx, targets.map(publishWorkflow));
}
