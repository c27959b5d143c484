import { fail } from '../../foundation/errors';
import { authorize } from '../../models/identity/can';
import { setUserRoles } from '../../models/identity/change-user';
import { listRoleRows, roleOrder, rolesByName } from '../../models/identity/role.queries';
import { requireIfMatch } from '../etag';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { administer } from './administer';
import { roleView } from './role.view';
import { foundUser, heldUser, userReply } from './show-user';

export const listUserRoles = operation('listUserRoles', async (context) => {
  const { user, services, params } = context;
  authorize(user, 'users.manage');
  const { id: user_id } = await foundUser(services.database, params.id);
  const page = pageRequest(context, 'name', roleOrder);
  const rows = await listRoleRows(services.database, { user_id }, page);
  return reply(200, pageBody(context, 'name', rows, roleView));
});

export const addUserRole = operation('addUserRole', async (context) => {
  const { params, body } = context;
  return await administer(context, 'users.manage', async (tx, by) => {
    const row = await heldUser(tx, params.id);
    const [added] = await rolesByName(tx.sql, [body.role], () => '/role');
    const held = await rolesByName(tx.sql, row.roles, () => '/role');
    return userReply(await setUserRoles(tx, row, [...held, ...(added ? [added] : [])], by));
  });
});

export const replaceUserRoles = operation('replaceUserRoles', async (context) => {
  const { params, body, headers } = context;
  return await administer(context, 'users.manage', async (tx, by) => {
    const row = await heldUser(tx, params.id);
    requireIfMatch(headers['If-Match'], row.version);
    const roles = await rolesByName(tx.sql, body.roles, (index) => `/roles/${index}`);
    return userReply(await setUserRoles(tx, row, roles, by));
  });
});

export const removeUserRole = operation('removeUserRole', async (context) => {
  const { params } = context;
  return await administer(context, 'users.manage', async (tx, by) => {
    const row = await heldUser(tx, params.id);
    const held = await rolesByName(tx.sql, row.roles, () => '/role');
    const left = held.filter(({ id }) => id !== params.role_id);
    if (left.length === held.length) throw fail('not_found');
    await setUserRoles(tx, row, left, by);
    return reply(204);
  });
});
