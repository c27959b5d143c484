import { creationOrders } from '../../foundation/keyset';
import { authorize, ownerScope } from '../../models/identity/can';
import {
  createWebhookEndpoint as create,
  deleteWebhookEndpoint as remove,
} from '../../models/messaging/change-webhook-endpoint';
import { listEndpoints } from '../../models/messaging/webhook-endpoint.queries';
import { exportOf } from '../export';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { recordForeignChange } from '../foreign-change';
import { editEndpoint } from './edit-webhook-endpoint';
import {
  endpointReply,
  heldEndpoint,
  ownedEndpoint,
  revealedReply,
  webhookRules,
} from './show-webhook';
import { webhookEndpointView } from './webhook-endpoint.view';

export const createWebhookEndpoint = operation('createWebhookEndpoint', async (context) => {
  const { user, body, services } = context;
  authorize(user, 'webhooks.use');
  return await context.transaction(async (tx) => {
    const wish = { ...body, owner_id: user.id };
    return revealedReply(201, await create(tx, wish, webhookRules(services)));
  });
});

export const listWebhookEndpoints = operation('listWebhookEndpoints', async (context) => {
  const { user, services, query } = context;
  authorize(user, 'webhooks.use');
  const { sort } = query;
  const owner_id = ownerScope(user, query.owner_id);
  const request = pageRequest(context, sort, creationOrders[sort]);
  const page = await listEndpoints(services.database, owner_id, request);
  return reply(200, pageBody(context, sort, page, webhookEndpointView));
});

export const exportWebhookEndpoints = exportOf('exportWebhookEndpoints', listWebhookEndpoints);

export const getWebhookEndpoint = operation('getWebhookEndpoint', async (context) => {
  const { user, services, params } = context;
  return endpointReply(await ownedEndpoint(services.database, user, params.id));
});

export const updateWebhookEndpoint = operation('updateWebhookEndpoint', async (context) => {
  return await context.transaction(async (tx) => endpointReply(await editEndpoint(tx, context)));
});

export const deleteWebhookEndpoint = operation('deleteWebhookEndpoint', async (context) => {
  const { user, params } = context;
  return await context.transaction(async (tx) => {
    const endpoint = await heldEndpoint(tx, user, params.id);
    await remove(tx, endpoint.id);
    await recordForeignChange(tx, context, endpoint, { action: 'webhook_endpoint.delete' });
    return reply(204);
  });
});
