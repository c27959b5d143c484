import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { owned } from '../../models/identity/can';
import { editPost, type PostChange } from '../../models/studio/edit-post';
import type { Post } from '../../models/studio/post';
import { type HeldPost, holdPost } from '../../models/studio/post-status';
import { requireIfMatch } from '../etag';
import { recordForeignChange } from '../foreign-change';
import type { Context } from '../operation';
import { accountWishes, approvalOf, postContext, timeOf } from './accept-post';

/** The post, if it is there and the user may have it; nobody else changes it until the transaction ends. */
export async function heldPost(
  tx: Transaction,
  { user }: Pick<Context<'updatePost'>, 'user'>,
  id: string,
): Promise<HeldPost> {
  const held = await holdPost(tx, id);
  owned(user, 'studio.use', held?.post.deleted_at ? undefined : held?.post);
  if (!held) throw fail('not_found');
  return held;
}

/** Changes what the request names, if nobody changed the post since the client saw it. */
export async function changePost(tx: Transaction, context: Context<'updatePost'>): Promise<void> {
  const { params, headers, body, services } = context;
  const held = await heldPost(tx, context, params.id);
  requireIfMatch(headers['If-Match'], held.post.version);
  await editPost(tx, held, changeOf(context, held.post), postContext(services));
  const changes = { fields: Object.keys(body) };
  await recordForeignChange(tx, context, held.post, { action: 'post.update', changes });
}

/** What a body wants changed; without a zone, wall clocks are those of the post's zone. */
function changeOf({ body }: Context<'updatePost'>, post: Post): PostChange {
  const { caption, hashtags, link, timezone, images, accounts, approval } = body;
  const time = body.scheduled_time;
  return {
    ...(caption !== undefined && { caption }),
    ...(hashtags && { hashtags }),
    ...(link !== undefined && { link }),
    ...(timezone !== undefined && { timezone }),
    ...(images && { image_ids: images }),
    ...(accounts && { targets: accountWishes(accounts) }),
    ...(approval !== undefined && { approval: approvalOf(approval) }),
    ...(time !== undefined && { scheduled_time: timeOf(time, timezone ?? post.timezone) }),
  };
}
