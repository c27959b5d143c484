// Endpoints of people, and deliveries to them.
import {
  createWebhookEndpoint,
  type WebhookEndpointCreate,
  type WebhookEndpointWithSecret,
} from '../../../clients/typescript';
import { newId } from '../../../foundation/ids';
import { WebhookAttempt } from '../../../models/messaging/webhook-attempt';
import { WebhookDelivery } from '../../../models/messaging/webhook-delivery';
import { happen } from '../../factories/webhook';
import type { TestApi } from '../../support/api';
import type { Person } from '../classification/classification-api';

export const url = 'https://example.org/hook';

/** An endpoint that somebody makes. */
export async function endpointOf(
  { client }: Person,
  wish: Partial<WebhookEndpointCreate> = {},
): Promise<WebhookEndpointWithSecret> {
  const body = { url, ...wish };
  return (await createWebhookEndpoint({ client, body, throwOnError: true })).data;
}

/** A delivery to somebody's one endpoint that failed. */
export async function failedDeliveryOf(
  { services: { database } }: TestApi,
  { id: owner_id }: Person,
): Promise<WebhookDelivery> {
  const [delivery] = await happen(database, owner_id);
  if (!delivery) throw new Error('nobody wanted the event');
  await WebhookAttempt.query(database).insert({
    ...{ id: newId(), owner_id, delivery_id: delivery.id, number: 1, status: 500 },
    ...{ error_code: 'bad_status', duration_ms: 12, finished_at: new Date() },
  });
  return await WebhookDelivery.query(database).patchAndFetchById(delivery.id, {
    ...{ state: 'failed', error_code: 'bad_status', attempt_count: 1, failures_in_round: 10 },
    ...{ next_attempt_at: null, finished_at: new Date() },
  });
}
