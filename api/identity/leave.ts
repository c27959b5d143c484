import { assertPassword, requestErasure } from '../../models/identity/request-erasure';
import type { AccountErasure } from '../../openapi/generated/types';
import { type Context, reply, type Reply } from '../operation';
import { erasureView } from './account-erasure.view';
import { deviceOf } from './device';

/** Has the account of the user erased, who proves it by the password. */
export async function leave({
  body,
  user,
  services,
  request,
  transaction,
}: Context<'deleteAccount' | 'deleteAccountAlias'>): Promise<Reply<202, AccountErasure>> {
  const { database, clock, config, sessions } = services;
  await assertPassword(database, user, body.password);
  const wish = { graceDays: config.erasureGraceDays, from: deviceOf(request), now: clock.now() };
  return await transaction(async (tx) => {
    const { erasure, ended } = await requestErasure(tx, user, wish);
    tx.afterCommit(() => sessions.forget(ended));
    return reply(202, erasureView(erasure), { location: '/api/auth/delete-account' });
  });
}
