import { rotateWebhookSecret as rotate } from '../../models/messaging/change-webhook-endpoint';
import {
  replayFailed,
  testWebhookEndpoint as test,
} from '../../models/messaging/replay-deliveries';
import { operation, reply } from '../operation';
import { recordForeignChange } from '../foreign-change';
import {
  acceptedReply,
  heldEndpoint,
  ownEndpoint,
  revealedReply,
  webhookRules,
} from './show-webhook';

export const rotateWebhookSecret = operation('rotateWebhookSecret', async (context) => {
  return await context.transaction(async (tx) => {
    const endpoint = await ownEndpoint(tx, context.user, context.params.id);
    return revealedReply(200, await rotate(tx, endpoint, webhookRules(context.services)));
  });
});

export const testWebhookEndpoint = operation('testWebhookEndpoint', async (context) => {
  const { user, params, services } = context;
  return await context.transaction(async (tx) => {
    const endpoint = await heldEndpoint(tx, user, params.id);
    await recordForeignChange(tx, context, endpoint, { action: 'webhook_endpoint.test' });
    return await acceptedReply(tx.sql, await test(tx, endpoint, services.clock.now()));
  });
});

export const replayWebhookDeliveries = operation('replayWebhookDeliveries', async (context) => {
  const { user, params, body, services } = context;
  return await context.transaction(async (tx) => {
    const endpoint = await heldEndpoint(tx, user, params.id);
    const wish = { since: new Date(body.since), now: services.clock.now() };
    const replayed = await replayFailed(tx, endpoint, wish);
    await recordForeignChange(tx, context, endpoint, { action: 'webhook_endpoint.replay' });
    const location = `/api/webhooks/endpoints/${endpoint.id}/deliveries?state=pending`;
    return reply(202, replayed, { location });
  });
});
