import { authorize } from '../../models/identity/can';
import { updateUser as change } from '../../models/identity/change-user';
import { eraseUser } from '../../models/identity/erase-user';
import { removeUserFactor } from '../../models/identity/remove-factor';
import { createUser as create, prepareInvited } from '../../models/identity/create-user';
import { listUserRows, userOrders } from '../../models/identity/user.queries';
import { requireIfMatch } from '../etag';
import { exportOf } from '../export';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { administer } from './administer';
import { erasureView } from './account-erasure.view';
import { foundUser, heldUser, userReply } from './show-user';
import { userView } from './user.view';

export const listUsers = operation('listUsers', async (context) => {
  const { user, services, query } = context;
  authorize(user, 'users.manage');
  const { sort, cursor, limit, ...filters } = query;
  const page = pageRequest(context, sort, userOrders[sort]);
  const rows = await listUserRows(services.database, filters, page);
  return reply(200, pageBody(context, sort, rows, userView));
});

export const exportUsers = exportOf('exportUsers', listUsers);

export const createUser = operation('createUser', async (context) => {
  const { roles = ['member'], ...wish } = context.body;
  authorize(context.user, 'users.manage');
  const row = await prepareInvited(wish);
  return await administer(context, 'users.manage', async (tx, by) => {
    const { body, headers } = userReply(await create(tx, row, roles, by));
    return reply(201, body, { ...headers, location: `/api/users/${body.id}` });
  });
});

export const getUser = operation('getUser', async ({ user, services, params }) => {
  authorize(user, 'users.manage');
  return userReply(await foundUser(services.database, params.id));
});

export const updateUser = operation('updateUser', async (context) => {
  const { params, headers, body } = context;
  return await administer(context, 'users.manage', async (tx, by) => {
    const row = await heldUser(tx, params.id);
    requireIfMatch(headers['If-Match'], row.version);
    return userReply(await change(tx, row, body, by));
  });
});

export const deleteUser = operation('deleteUser', async (context) => {
  const { params, headers, body, services } = context;
  return await administer(context, 'users.manage', async (tx, by) => {
    const row = await heldUser(tx, params.id);
    requireIfMatch(headers['If-Match'], row.version);
    const wish = { reason: body.reason, graceDays: services.config.erasureGraceDays };
    const erasure = await eraseUser(tx, row, wish, by);
    return reply(202, erasureView(erasure), { location: `/api/users/${row.id}` });
  });
});

export const removeUserMfa = operation('removeUserMfa', async (context) => {
  return await administer(context, 'users.manage', async (tx, by) => {
    await removeUserFactor(tx, await foundUser(tx.sql, context.params.id), by);
    return reply(204);
  });
});
