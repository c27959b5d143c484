import { authorize } from '../../models/identity/can';
import { listPermissionRows, permissionOrder } from '../../models/identity/permission.queries';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';

export const listPermissions = operation('listPermissions', async (context) => {
  authorize(context.user, 'roles.manage');
  const page = pageRequest(context, 'code', permissionOrder);
  const rows = await listPermissionRows(context.services.database, page);
  const view = ({ code, description }: (typeof rows.rows)[number]) => ({ code, description });
  return reply(200, pageBody(context, 'code', rows, view));
});
