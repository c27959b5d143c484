import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { Event } from './event';
import { WebhookAttempt } from './webhook-attempt';
import { type DeliveryError, WebhookDelivery } from './webhook-delivery';
import { WebhookEndpoint } from './webhook-endpoint';
import { webhookPayload, type WebhookPayload } from './webhook-payload';

/** A request that is to be sent now. */
export interface ClaimedAttempt {
  attempt_id: string;
  delivery_id: string;
  endpoint: WebhookEndpoint;
  payload: WebhookPayload;
}

/** What a delivery needs now: a request, patience until an instant, or nothing any more. */
export type Claim = { send: ClaimedAttempt } | { wait_until: Date } | { done: true };

/**
 * Opens the attempt that is due. One that is still open was sent by a process that died, or that is taken for dead: it
 * counts as interrupted, and the request is sent again under the same id.
 */
export async function claimAttempt(tx: Transaction, deliveryId: string, now: Date): Promise<Claim> {
  const delivery = await WebhookDelivery.query(tx.sql).findById(deliveryId).forUpdate();
  if (!delivery?.next_attempt_at) return { done: true };
  if (delivery.next_attempt_at > now) return { wait_until: delivery.next_attempt_at };
  const endpoint = await WebhookEndpoint.query(tx.sql).findById(delivery.endpoint_id);
  if (!endpoint || !(endpoint.is_enabled || delivery.event_seq === null)) {
    await giveUp(tx, deliveryId, 'endpoint_disabled', now);
    return { done: true };
  }
  await WebhookAttempt.query(tx.sql)
    .where({ delivery_id: deliveryId, finished_at: null })
    .patch({ error_code: 'interrupted', finished_at: now });
  const number = delivery.attempt_count + 1;
  const attempt_id = newId();
  const { owner_id } = delivery;
  const row = { id: attempt_id, owner_id, delivery_id: deliveryId, number, started_at: now };
  await WebhookAttempt.query(tx.sql).insert(row);
  await WebhookDelivery.query(tx.sql).findById(deliveryId).patch({ attempt_count: number });
  const payload = webhookPayload(delivery, await eventOf(tx, delivery));
  return { send: { attempt_id, delivery_id: deliveryId, endpoint, payload } };
}

/** Ends a delivery that will not be tried again. */
export async function giveUp(
  tx: Transaction,
  deliveryId: string,
  error_code: DeliveryError,
  now: Date,
): Promise<void> {
  await WebhookDelivery.query(tx.sql)
    .findOne({ id: deliveryId, state: 'pending' })
    .patch({ state: 'failed', error_code, next_attempt_at: null, finished_at: now });
}

async function eventOf(tx: Transaction, { owner_id, event_seq }: WebhookDelivery) {
  if (event_seq === null) return undefined;
  return await Event.query(tx.sql).findById([owner_id, event_seq]);
}
