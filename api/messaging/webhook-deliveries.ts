import { fail } from '../../foundation/errors';
import { creationOrders } from '../../foundation/keyset';
import { replayDelivery } from '../../models/messaging/replay-deliveries';
import {
  findDelivery,
  listDeliveries,
  payloadOf,
} from '../../models/messaging/webhook-delivery.queries';
import { exportOf } from '../export';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { recordForeignChange } from '../foreign-change';
import { acceptedReply, deliveryViews, heldEndpoint, ownedEndpoint } from './show-webhook';
import { webhookPayloadView } from './webhook-delivery.view';

export const listWebhookDeliveries = operation('listWebhookDeliveries', async (context) => {
  const { user, services, params, query } = context;
  const { database } = services;
  const { id: endpoint_id } = await ownedEndpoint(database, user, params.id);
  const { sort, state, event_type } = query;
  const filters = { endpoint_id, ...(state && { state }), ...(event_type && { event_type }) };
  const request = pageRequest(context, sort, creationOrders[sort]);
  const page = await listDeliveries(database, filters, request);
  const rows = await deliveryViews(database, page.rows);
  const body = pageBody(context, sort, { ...page, rows }, (row) => row);
  return reply(200, body);
});

export const exportWebhookDeliveries = exportOf('exportWebhookDeliveries', listWebhookDeliveries);

export const getWebhookDelivery = operation('getWebhookDelivery', async (context) => {
  const { database } = context.services;
  const { id, delivery_id } = context.params;
  const { id: endpoint_id } = await ownedEndpoint(database, context.user, id);
  const row = await findDelivery(database, { id: delivery_id, endpoint_id });
  if (!row) throw fail('not_found');
  const payload = webhookPayloadView(await payloadOf(database, row));
  const [view] = await deliveryViews(database, [row]);
  if (!view) throw fail('not_found');
  return reply(200, { ...view, payload });
});

export const replayWebhookDelivery = operation('replayWebhookDelivery', async (context) => {
  const { user, params, services } = context;
  return await context.transaction(async (tx) => {
    const endpoint = await heldEndpoint(tx, user, params.id);
    const now = services.clock.now();
    const delivery = await replayDelivery(tx, endpoint, params.delivery_id, now);
    await recordForeignChange(tx, context, endpoint, { action: 'webhook_endpoint.replay' });
    return await acceptedReply(tx.sql, delivery);
  });
});
