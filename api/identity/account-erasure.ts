import { fail } from '../../foundation/errors';
import { cancelErasure, openErasure } from '../../models/identity/request-erasure';
import { operation, reply } from '../operation';
import { erasureView } from './account-erasure.view';
import { deviceOf } from './device';
import { leave } from './leave';

export const deleteAccount = operation('deleteAccount', leave);

export const getAccountErasure = operation('getAccountErasure', async ({ user, services }) => {
  const open = await openErasure(services.database, user.id);
  if (!open) throw fail('not_found', 'The account is not going to be deleted.');
  return reply(200, erasureView(open));
});

export const cancelAccountErasure = operation('cancelAccountErasure', async (context) => {
  const { user, services, request } = context;
  return await context.transaction(async (tx) => {
    const kept = await cancelErasure(tx, user.id, deviceOf(request), services.clock.now());
    if (!kept) throw fail('not_found', 'The account is not going to be deleted.');
    return reply(200, erasureView(kept));
  });
});
