import { authorize } from '../../models/identity/can';
import {
  createRole as create,
  deleteRole as remove,
  updateRole as change,
} from '../../models/identity/change-role';
import { listRoleRows, roleOrder } from '../../models/identity/role.queries';
import { requireIfMatch } from '../etag';
import { exportOf } from '../export';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { administer } from './administer';
import { roleView } from './role.view';
import { foundRole, roleReply } from './show-role';

export const listRoles = operation('listRoles', async (context) => {
  authorize(context.user, 'roles.manage');
  const page = pageRequest(context, 'name', roleOrder);
  const rows = await listRoleRows(context.services.database, {}, page);
  return reply(200, pageBody(context, 'name', rows, roleView));
});

export const exportRoles = exportOf('exportRoles', listRoles);

export const createRole = operation('createRole', async (context) => {
  return await administer(context, 'roles.manage', async (tx, by) => {
    const { body, headers } = roleReply(await create(tx, context.body, by));
    return reply(201, body, { ...headers, location: `/api/roles/${body.id}` });
  });
});

export const getRole = operation('getRole', async ({ user, services, params }) => {
  authorize(user, 'roles.manage');
  return roleReply(await foundRole(services.database, params.id));
});

export const updateRole = operation('updateRole', async (context) => {
  const { params, headers, body } = context;
  return await administer(context, 'roles.manage', async (tx, by) => {
    const row = await foundRole(tx.sql, params.id);
    requireIfMatch(headers['If-Match'], row.version);
    return roleReply(await change(tx, row, body, by));
  });
});

export const deleteRole = operation('deleteRole', async (context) => {
  return await administer(context, 'roles.manage', async (tx, by) => {
    await remove(tx, await foundRole(tx.sql, context.params.id), by);
    return reply(204);
  });
});
