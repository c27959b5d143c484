import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Seal } from '../../foundation/seal';
import type { Transaction } from '../../foundation/transaction';
import { abandonDeliveries } from './disable-webhook-endpoint';
import type { EventType } from './event';
import { WebhookEndpoint } from './webhook-endpoint';
import { overlapMs } from './webhook-secrets';
import { newWebhookSecret } from './webhook-signature';
import { sayUrlFault, urlFault, type UrlRules } from './webhook-url';

/** Every event of a user is sent to each, so there are not many. */
export const mostEndpoints = 20;

export interface EndpointWish {
  url?: string;
  description?: string;
  event_types?: EventType[] | null;
  is_enabled?: boolean;
}

/** An endpoint with its secret in the clear, which is shown this once. */
export interface Revealed {
  endpoint: WebhookEndpoint;
  secret: string;
}

/**
 * Makes an endpoint, enabled unless told otherwise.
 * @throws `webhook_url_refused` (422), `webhook_endpoint_limit` (409)
 */
export async function createWebhookEndpoint(
  tx: Transaction,
  { owner_id, url, ...wish }: EndpointWish & { owner_id: string; url: string },
  { seal, rules, now }: { seal: Seal; rules: UrlRules; now: Date },
): Promise<Revealed> {
  refuseFaulty(url, rules);
  await tx.sql.raw('select from users where id = ? for no key update', [owner_id]);
  const many = await WebhookEndpoint.query(tx.sql).where({ owner_id }).resultSize();
  if (many >= mostEndpoints) throw fail('webhook_endpoint_limit');
  const id = newId();
  const secret = newWebhookSecret();
  const endpoint = await WebhookEndpoint.query(tx.sql).insertAndFetch({
    ...{ id, owner_id, url, description: '', event_types: null, is_enabled: true, ...wish },
    ...{ secret: seal.close(secret, id), created_at: now, updated_at: now },
  });
  return { endpoint, secret };
}

/**
 * Changes what is named. Disabled, it gives up what waits; enabled again, it begins anew.
 * @throws `webhook_url_refused` (422)
 */
export async function updateWebhookEndpoint(
  tx: Transaction,
  endpoint: WebhookEndpoint,
  wish: EndpointWish,
  { rules, now }: { rules: UrlRules; now: Date },
): Promise<WebhookEndpoint> {
  if (wish.url !== undefined) refuseFaulty(wish.url, rules);
  const enables = wish.is_enabled === true && !endpoint.is_enabled;
  const disables = wish.is_enabled === false && endpoint.is_enabled;
  const anew = { disabled_reason: null, disabled_at: null, failing_since: null };
  if (disables) await abandonDeliveries(tx, endpoint.id, now);
  return await WebhookEndpoint.query(tx.sql).patchAndFetchById(endpoint.id, {
    ...wish,
    ...(enables && anew),
    ...(disables && { disabled_at: now }),
    ...{ version: endpoint.version + 1, updated_at: now },
  });
}

/** Gives an endpoint a new secret; the one before signs beside it for a day. */
export async function rotateWebhookSecret(
  tx: Transaction,
  endpoint: WebhookEndpoint,
  { seal, now }: { seal: Seal; now: Date },
): Promise<Revealed> {
  const secret = newWebhookSecret();
  const rotated = await WebhookEndpoint.query(tx.sql).patchAndFetchById(endpoint.id, {
    secret: seal.close(secret, endpoint.id),
    previous_secret: endpoint.secret,
    previous_secret_until: new Date(now.getTime() + overlapMs),
    ...{ version: endpoint.version + 1, updated_at: now },
  });
  return { endpoint: rotated, secret };
}

/** Removes an endpoint with its deliveries; their workflows find nothing to do. */
export async function deleteWebhookEndpoint(tx: Transaction, id: string): Promise<void> {
  await WebhookEndpoint.query(tx.sql).deleteById(id);
}

function refuseFaulty(url: string, rules: UrlRules): void {
  const fault = urlFault(url, rules);
  if (!fault) return;
  const detail = sayUrlFault(fault);
  throw fail('webhook_url_refused', undefined, [{ pointer: '/url', code: fault, detail }]);
}
