import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import { createAddressGuard } from '../../foundation/public-addresses';
import type { Transaction } from '../../foundation/transaction';
import { owned } from '../../models/identity/can';
import type { SignedInUser } from '../../models/identity/signed-in-user';
import type { Revealed } from '../../models/messaging/change-webhook-endpoint';
import type { WebhookDelivery as DeliveryRow } from '../../models/messaging/webhook-delivery';
import { attemptsOf } from '../../models/messaging/webhook-delivery.queries';
import type { WebhookEndpoint as EndpointRow } from '../../models/messaging/webhook-endpoint';
import { findEndpoint, lockEndpoint } from '../../models/messaging/webhook-endpoint.queries';
import { createWebhookSeal } from '../../models/messaging/webhook-secrets';
import type { UrlRules } from '../../models/messaging/webhook-url';
import type {
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEndpointWithSecret,
} from '../../openapi/generated/types';
import { etag } from '../etag';
import { type Headers, reply, type Reply } from '../operation';
import type { Services } from '../services';
import { webhookDeliveryView } from './webhook-delivery.view';
import { webhookEndpointView } from './webhook-endpoint.view';

const collection = '/api/webhooks/endpoints';

/** The endpoint, if it is there and the user may have it. */
export async function ownedEndpoint(
  database: Knex,
  user: SignedInUser,
  id: string,
): Promise<EndpointRow> {
  return owned(user, 'webhooks.use', await findEndpoint(database, id));
}

/** Like `ownedEndpoint`, and nobody else changes it until the transaction ends. */
export async function heldEndpoint(
  tx: Transaction,
  user: SignedInUser,
  id: string,
): Promise<EndpointRow> {
  return owned(user, 'webhooks.use', await lockEndpoint(tx, id));
}

/** Like `heldEndpoint`, for what shows a secret: nobody acts for the owner there. */
export async function ownEndpoint(
  tx: Transaction,
  user: SignedInUser,
  id: string,
): Promise<EndpointRow> {
  const endpoint = await heldEndpoint(tx, user, id);
  if (endpoint.owner_id !== user.id) throw fail('not_found');
  return endpoint;
}

/** What the rules of this deployment are, and the instant. */
export function webhookRules({ config, clock }: Pick<Services, 'config' | 'clock'>): {
  rules: UrlRules;
  now: Date;
  seal: ReturnType<typeof createWebhookSeal>;
} {
  const { allowHttp, allowRanges } = config.outgoing;
  const rules = { allowHttp, guard: createAddressGuard(allowRanges) };
  return { rules, now: clock.now(), seal: createWebhookSeal(config) };
}

export function endpointReply(endpoint: EndpointRow): Reply<200, WebhookEndpoint> {
  return reply(200, webhookEndpointView(endpoint), { etag: etag(endpoint.version) });
}

/** The one answer that shows a secret; it stays out of caches. */
export function revealedReply<S extends 200 | 201>(
  status: S,
  { endpoint, secret }: Revealed,
): Reply<S, WebhookEndpointWithSecret> {
  const headers: Headers = { etag: etag(endpoint.version), 'cache-control': 'no-store' };
  if (status === 201) headers['location'] = `${collection}/${endpoint.id}`;
  return reply(status, { ...webhookEndpointView(endpoint), secret }, headers);
}

/** Deliveries as the contract shows them; the attempts are read for all at once. */
export async function deliveryViews(
  database: Knex,
  rows: Parameters<typeof webhookDeliveryView>[0][],
): Promise<WebhookDelivery[]> {
  const attempts = await attemptsOf(database, rows);
  return rows.map((row) => webhookDeliveryView(row, attempts.get(row.id) ?? []));
}

/** The answer that a delivery is on its way. */
export async function acceptedReply(
  database: Knex,
  row: DeliveryRow,
): Promise<Reply<202, WebhookDelivery>> {
  const [view] = await deliveryViews(database, [row]);
  if (!view) throw fail('not_found');
  const location = `${collection}/${row.endpoint_id}/deliveries/${row.id}`;
  return reply(202, view, { location });
}
