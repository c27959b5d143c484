import type { Transaction } from '../../foundation/transaction';
import { updateWebhookEndpoint } from '../../models/messaging/change-webhook-endpoint';
import type { WebhookEndpoint } from '../../models/messaging/webhook-endpoint';
import { recordAudit } from '../../models/operations/audit-entry';
import { requireIfMatch } from '../etag';
import type { Context } from '../operation';
import { requestId } from '../request-id';
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
  await recordEndpointChange(tx, context, endpoint, { action: 'webhook_endpoint.update', changes });
  return changed;
}

/** Leaves an audit row when somebody changes an endpoint of another; one's own changes leave none. */
export async function recordEndpointChange(
  tx: Transaction,
  { user, request }: Pick<Context<'updateWebhookEndpoint'>, 'user' | 'request'>,
  { id, owner_id }: WebhookEndpoint,
  change: { action: string; changes?: Record<string, unknown> },
): Promise<void> {
  if (owner_id === user.id) return;
  const request_id = request.res && requestId(request.res);
  const subject = { type: 'webhook_endpoint', id };
  await recordAudit(tx, {
    ...{ actor_id: user.id, owner_id, subject, ...change },
    ...(request_id && { request_id }),
  });
}
