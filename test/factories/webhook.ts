import type { Knex } from 'knex';
import { newId } from '../../foundation/ids';
import { createAddressGuard } from '../../foundation/public-addresses';
import { transaction } from '../../foundation/transaction';
import { appendEvent } from '../../models/messaging/append-event';
import {
  createWebhookEndpoint,
  type EndpointWish,
  type Revealed,
} from '../../models/messaging/change-webhook-endpoint';
import { Event, type EventType } from '../../models/messaging/event';
import { WebhookDelivery } from '../../models/messaging/webhook-delivery';
import { createWebhookSeal } from '../../models/messaging/webhook-secrets';

export const secretKey = 'a secret that only the tests know, long enough';
export const seal = createWebhookSeal({ secretKey, formerSecretKeys: [] });

/** What tests allow: plain HTTP to this machine. */
export const localRules = { allowHttp: true, guard: createAddressGuard(['127.0.0.0/8']) };

/** An endpoint of somebody. */
export async function createEndpoint(
  database: Knex,
  owner_id: string,
  { now = new Date(), ...wish }: EndpointWish & { url: string; now?: Date },
): Promise<Revealed> {
  const given = { seal, rules: localRules, now };
  return await transaction(database, (tx) =>
    createWebhookEndpoint(tx, { owner_id, ...wish }, given),
  );
}

/** Something happens to somebody, of which no notice is made; the deliveries that it leads to. */
export async function happen(
  database: Knex,
  owner_id: string,
  type: EventType = 'batch.running',
): Promise<WebhookDelivery[]> {
  const subject = { type: 'batch', id: newId() };
  await transaction(database, async (tx) =>
    appendEvent(tx, { owner_id, type, subject, data: { succeeded: 2 } }),
  );
  const { seq: event_seq } = await Event.query(database)
    .findOne({ owner_id, subject_id: subject.id })
    .throwIfNotFound();
  return await WebhookDelivery.query(database).where({ owner_id, event_seq }).orderBy('id');
}
