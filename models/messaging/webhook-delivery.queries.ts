import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import { keysetPage, type KeysetPage, type PageRequest } from '../../foundation/keyset';
import { Event } from './event';
import { WebhookAttempt } from './webhook-attempt';
import { type DeliveryState, WebhookDelivery } from './webhook-delivery';
import { webhookPayload, type WebhookPayload } from './webhook-payload';

export type DeliveryRow = ModelObject<WebhookDelivery>;

export interface DeliveryFilters {
  endpoint_id: string;
  state?: DeliveryState;
  event_type?: string;
}

/** A page of an endpoint's deliveries. */
export async function listDeliveries(
  database: Knex,
  filters: DeliveryFilters,
  page: PageRequest,
): Promise<KeysetPage<DeliveryRow>> {
  const query = database('webhook_deliveries').where(filters).select('*');
  return await keysetPage<DeliveryRow>(database, query, page);
}

/** A delivery of an endpoint. */
export async function findDelivery(
  database: Knex,
  delivery: { id: string; endpoint_id: string },
): Promise<WebhookDelivery | undefined> {
  return await WebhookDelivery.query(database).findOne(delivery);
}

/** The attempts of deliveries by the delivery's id, the first one first. */
export async function attemptsOf(
  database: Knex,
  deliveries: { id: string }[],
): Promise<Map<string, WebhookAttempt[]>> {
  const rows = await WebhookAttempt.query(database)
    .whereIn(
      'delivery_id',
      deliveries.map(({ id }) => id),
    )
    .orderBy('number');
  const attempts = new Map<string, WebhookAttempt[]>();
  for (const row of rows) {
    attempts.set(row.delivery_id, [...(attempts.get(row.delivery_id) ?? []), row]);
  }
  return attempts;
}

/** The body that a delivery is sent with. */
export async function payloadOf(database: Knex, delivery: DeliveryRow): Promise<WebhookPayload> {
  const { owner_id, event_seq } = delivery;
  const event =
    event_seq === null ? undefined : await Event.query(database).findById([owner_id, event_seq]);
  return webhookPayload(delivery, event);
}

/** Removes deliveries that were settled before the date; returns how many, at most `limit`. */
export async function removeOldDeliveries(
  database: Knex,
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  const { rowCount } = await database.raw<{ rowCount: number }>(
    `delete from webhook_deliveries where id in (
       select id from webhook_deliveries where finished_at < ? limit ? for update skip locked
     )`,
    [before, limit],
  );
  return rowCount;
}

/** Forgets secrets whose overlap has ended; returns how many. */
export async function forgetPreviousSecrets(database: Knex, now: Date): Promise<number> {
  return await database('webhook_endpoints')
    .where('previous_secret_until', '<=', now)
    .update({ previous_secret: null, previous_secret_until: null });
}
