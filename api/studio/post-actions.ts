import type { Transaction } from '../../foundation/transaction';
import { publishNow, retryPost as retry } from '../../models/studio/hasten-post';
import type { HeldPost } from '../../models/studio/post-status';
import { cancelPost as cancel } from '../../models/studio/stop-post';
import type { Post } from '../../openapi/generated/types';
import { recordForeignChange } from '../foreign-change';
import { type Context, operation, reply, type Reply } from '../operation';
import { heldPost } from './change-post';
import { showTimeline } from './post-timeline';
import { postReply } from './show-post';

type ActionContext = Context<'cancelPost' | 'publishPostNow' | 'retryPost'>;

export const cancelPost = operation('cancelPost', (context) =>
  act(context, 'post.cancel', (tx, held, now) => cancel(tx, held, now)),
);

export const publishPostNow = operation('publishPostNow', (context) =>
  act(context, 'post.publish_now', (tx, held, now) => publishNow(tx, held, now)),
);

export const retryPost = operation('retryPost', (context) => {
  const include_unconfirmed = context.body?.include_unconfirmed ?? false;
  return act(context, 'post.retry', (tx, held, now) =>
    retry(tx, held, { include_unconfirmed, now }),
  );
});

export const getPostTimeline = operation('getPostTimeline', async (context) => {
  return reply(200, await showTimeline(context));
});

/** Does to a post what is wanted of it, and shows it. */
async function act(
  context: ActionContext,
  action: string,
  write: (tx: Transaction, held: HeldPost, now: Date) => Promise<void>,
): Promise<Reply<202, Post>> {
  const { id } = context.params;
  return await context.transaction(async (tx) => {
    const held = await heldPost(tx, context, id);
    await write(tx, held, context.services.clock.now());
    await recordForeignChange(tx, context, held.post, { action });
    return await postReply(202, context, { database: tx.sql, id });
  });
}
