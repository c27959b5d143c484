import type { Transaction } from '../../foundation/transaction';
import { updateWebhookEndpoint } from '../../models/messaging/change-webhook-endpoint';
import type { WebhookEndpoint } from '../../models/messaging/webhook-endpoint';
import { requireIfMatch } from '../etag';
import { recordForeignChange } from '../foreign-change';
import type { Context } from '../operation';
import { heldEndpoint, webhookRules } from './show-webhook';

/** Changes what the request names, if nobody changed the endpoint since the client saw it. */
export async function editEndpoint(
  tx: Transaction,
  context: Context<'updateWebhookEndpoint'>,
): Promise<WebhookEndpoint> {
  const { user, params, headers, body, services } = context;
  const endpoint = await heldEndpoint(tx, user, params.id);
  requireIfMatch(headers['If-Match'], endpoint.version);
  const changed = await updateWebhookEndpoint(tx, endpoint, body, webhookRules(services));
  const changes = { fields: Object.keys(body) };
  await recordForeignChange(tx, context, endpoint, { action: 'webhook_endpoint.update', changes });
  return changed;
}
