import { fail } from '../../foundation/errors';
import { creationOrders } from '../../foundation/keyset';
import { authorize, owned, ownerScope } from '../../models/identity/can';
import { removeAccount } from '../../models/studio/remove-account';
import { wantRenewal } from '../../models/studio/renew-account';
import { findAccount, listAccounts, lockAccount } from '../../models/studio/social-account.queries';
import { exportOf } from '../export';
import { recordForeignChange } from '../foreign-change';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { beginConnection } from './connect-account';
import { socialAccountView } from './social-account.view';

export const listSocialAccounts = operation('listSocialAccounts', async (context) => {
  const { user, services, query } = context;
  authorize(user, 'studio.use');
  const { sort, platform, state } = query;
  const filter = { owner_id: ownerScope(user, query.owner_id), platform, state };
  const request = pageRequest(context, sort, creationOrders[sort]);
  const page = await listAccounts(services.database, filter, request);
  return reply(200, pageBody(context, sort, page, socialAccountView));
});

export const exportSocialAccounts = exportOf('exportSocialAccounts', listSocialAccounts);

export const getSocialAccount = operation('getSocialAccount', async (context) => {
  const { user, services, params } = context;
  const account = await findAccount(services.database, params.id);
  return reply(200, socialAccountView(owned(user, 'studio.use', account)));
});

export const removeSocialAccount = operation('removeSocialAccount', async (context) => {
  const { user, params, services } = context;
  return await context.transaction(async (tx) => {
    const account = owned(user, 'studio.use', await lockAccount(tx, params.id));
    await removeAccount(tx, account, services.clock.now());
    await recordForeignChange(tx, context, account, { action: 'social_account.remove' });
    return reply(204);
  });
});

export const renewSocialAccount = operation('renewSocialAccount', async (context) => {
  const { user, params, services } = context;
  return await context.transaction(async (tx) => {
    const account = owned(user, 'studio.use', await lockAccount(tx, params.id));
    if (!services.platforms.get(account.platform)?.refresh) throw fail('account_not_renewable');
    const renewing = await wantRenewal(tx, account, services.clock.now());
    await recordForeignChange(tx, context, account, { action: 'social_account.renew' });
    return reply(202, socialAccountView(renewing), {
      location: `/api/scheduler/accounts/${account.id}`,
    });
  });
});

export const connectSocialAccount = operation('connectSocialAccount', async (context) => {
  const { user, services, params, body: wish } = context;
  authorize(user, 'studio.use');
  const given = { owner_id: user.id, platform: params.platform, wish };
  const connected = await beginConnection(services, given);
  // An address with a state in it stays out of caches.
  const headers = { 'cache-control': 'no-store' };
  if ('accounts' in connected) {
    return reply(201, { results: connected.accounts.map(socialAccountView) }, headers);
  }
  const { url, expires_at, cookie } = connected;
  const body = { url, expires_at: expires_at.toISOString() };
  return reply(200, body, { ...headers, 'set-cookie': cookie });
});
