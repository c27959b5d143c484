// What becomes of posts when a picture of theirs does. Pictures are locked before posts, never after them.
import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { requestWorkflows } from '../operations/workflow-command';
import { publishWorkflow } from './create-post';
import { openTargets } from './edit-post';
import { Post } from './post';
import { holdPost } from './post-status';
import { PostTarget } from './post-target';
import { askAgain } from './review-post';

function postsWith(tx: Transaction, image_id: string): Knex.QueryBuilder {
  return tx.sql('post_media').where({ image_id }).select('post_id');
}

/** A picture is described otherwise: whoever agreed to posts with it agreed to something else. */
export async function askAgainOfPosts(tx: Transaction, imageId: string, now: Date): Promise<void> {
  const ids = await Post.query(tx.sql)
    .whereIn('id', postsWith(tx, imageId))
    .where({ approval_required: true, deleted_at: null })
    .whereNotIn('status', ['posted', 'cancelled'])
    .orderBy('id')
    .select('id');
  for (const { id } of ids) {
    const held = await holdPost(tx, id);
    if (!held?.post.approval_required || openTargets(held).length === 0) continue;
    await askAgain(tx, held, now);
    const { owner_id } = held.post;
    const subject = { type: 'post', id };
    appendEvent(tx, { owner_id, type: 'post.updated', subject, data: { fields: ['images'] } });
  }
}

/** Has posts looked at again that wait for a picture which is validated now. */
export async function wakePostsOfImage(tx: Transaction, imageId: string, now: Date): Promise<void> {
  const waiting = await PostTarget.query(tx.sql)
    .whereIn('post_id', postsWith(tx, imageId))
    .where({ status: 'scheduled', error_code: 'image_not_validated' })
    .patch({ next_at: now })
    .returning('*');
  await requestWorkflows(tx, waiting.map(publishWorkflow));
}
