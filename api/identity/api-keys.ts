import { creationOrders } from '../../foundation/keyset';
import { findKey, listKeys } from '../../models/identity/api-key.queries';
import { ownerScope, visible } from '../../models/identity/can';
import { revokeApiKeys } from '../../models/identity/revoke-api-keys';
import { exportOf } from '../export';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { apiKeyView } from './api-key.view';
import { makeApiKey } from './make-api-key';

export const listApiKeys = operation('listApiKeys', async (context) => {
  const { user, services, query } = context;
  const { sort } = query;
  const owner_id = ownerScope(user, query.owner_id);
  const page = pageRequest(context, sort, creationOrders[sort]);
  const rows = await listKeys(services.database, owner_id, page);
  return reply(200, pageBody(context, sort, rows, apiKeyView));
});

export const exportApiKeys = exportOf('exportApiKeys', listApiKeys);

export const createApiKey = operation('createApiKey', async (context) => await makeApiKey(context));

export const getApiKey = operation('getApiKey', async ({ user, services, params }) => {
  const row = visible(user, await findKey(services.database, params.id));
  return reply(200, apiKeyView(row));
});

export const revokeApiKey = operation('revokeApiKey', async (context) => {
  const { user, services, params } = context;
  const { id, owner_id } = visible(user, await findKey(services.database, params.id));
  return await context.transaction(async (tx) => {
    await revokeApiKeys(tx, { id, owner_id }, user.id, services.clock.now());
    tx.afterCommit(() => services.forgetUsers([owner_id]));
    return reply(204);
  });
});
