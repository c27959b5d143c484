import { fail } from '../../foundation/errors';
import { creationOrders } from '../../foundation/keyset';
import { transaction } from '../../foundation/transaction';
import { authorize, ownerScope } from '../../models/identity/can';
import { listPosts as listRows } from '../../models/studio/post.queries';
import { exportOf } from '../export';
import { recordForeignChange } from '../foreign-change';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { deletePost as remove } from '../../models/studio/stop-post';
import { acceptPost, postContext } from './accept-post';
import { changePost, heldPost } from './change-post';
import { chosen } from './chosen-posts';
import { postReply, postViews } from './show-post';

export const schedulePost = operation('schedulePost', async (context) => {
  authorize(context.user, 'studio.use');
  return await context.transaction(async (tx) => {
    const { id } = await acceptPost(tx, context);
    return await postReply(201, context, { database: tx.sql, id });
  });
});

export const listPosts = operation('listPosts', async (context) => {
  const { user, services, query } = context;
  authorize(user, 'studio.use');
  const { sort } = query;
  const filters = { owner_id: ownerScope(user, query.owner_id), ...chosen(query) };
  const order = pageRequest(context, sort, creationOrders[sort]);
  const page = await listRows(services.database, filters, order);
  const rows = await postViews(context, page.rows);
  return reply(
    200,
    pageBody(context, sort, { ...page, rows }, (row) => row),
  );
});

export const exportPosts = exportOf('exportPosts', listPosts);

export const getPost = operation('getPost', async (context) => {
  const { services, params } = context;
  return await postReply(200, context, { database: services.database, id: params.id });
});

export const updatePost = operation('updatePost', async (context) => {
  return await context.transaction(async (tx) => {
    await changePost(tx, context);
    return await postReply(200, context, { database: tx.sql, id: context.params.id });
  });
});

export const deletePost = operation('deletePost', async (context) => {
  const { params, query, services } = context;
  const isDeleted = await transaction(services.database, async (tx) => {
    const held = await heldPost(tx, context, params.id);
    await recordForeignChange(tx, context, held.post, { action: 'post.delete' });
    return await remove(tx, held, { live: query.live ?? false, ...postContext(services) });
  });
  // What is cancelled of it stays so.
  if (!isDeleted) throw fail('post_publishing');
  return reply(204);
});
