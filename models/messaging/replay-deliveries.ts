import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { requestWorkflow, requestWorkflows } from '../operations/workflow-command';
import { deliveryWorkflow } from './queue-deliveries';
import { pingType, WebhookDelivery } from './webhook-delivery';
import type { WebhookEndpoint } from './webhook-endpoint';

/** How many failed deliveries one request replays. */
export const mostReplayed = 1000;

// The workflow of a settled delivery has closed, or is about to.
const again = { restart: true, poke: true };

/** Sends a test, also to an endpoint that is disabled. It is tried once, and its failure is not held against the endpoint. */
export async function testWebhookEndpoint(
  tx: Transaction,
  { id: endpoint_id, owner_id }: WebhookEndpoint,
  now: Date,
): Promise<WebhookDelivery> {
  const delivery = await WebhookDelivery.query(tx.sql).insertAndFetch({
    ...{ id: newId(), owner_id, endpoint_id, event_type: pingType, event_seq: null },
    ...{ next_attempt_at: now, created_at: now },
  });
  await requestWorkflow(tx, deliveryWorkflow(delivery));
  return delivery;
}

/**
 * Sends a settled delivery again, under the same webhook-id and with the whole table of retries.
 * @throws `webhook_endpoint_disabled` or `webhook_delivery_pending` (409)
 */
export async function replayDelivery(
  tx: Transaction,
  endpoint: WebhookEndpoint,
  deliveryId: string,
  now: Date,
): Promise<WebhookDelivery> {
  const wanted = { id: deliveryId, endpoint_id: endpoint.id };
  const delivery = await WebhookDelivery.query(tx.sql).findOne(wanted).forUpdate();
  if (!delivery) throw fail('not_found');
  if (delivery.event_seq !== null) requireEnabled(endpoint);
  if (delivery.state === 'pending') throw fail('webhook_delivery_pending');
  await requestWorkflow(tx, { ...deliveryWorkflow(delivery), ...again });
  return await WebhookDelivery.query(tx.sql).patchAndFetchById(deliveryId, pendingAgain(now));
}

/**
 * Sends again what failed since an instant, the oldest first; tests are not.
 * @returns how many, and whether there are more
 * @throws `webhook_endpoint_disabled` (409)
 */
export async function replayFailed(
  tx: Transaction,
  endpoint: WebhookEndpoint,
  { since, now }: { since: Date; now: Date },
): Promise<{ replayed: number; has_more: boolean }> {
  requireEnabled(endpoint);
  const found = await WebhookDelivery.query(tx.sql)
    .where({ endpoint_id: endpoint.id, state: 'failed' })
    .where('created_at', '>=', since)
    .whereNotNull('event_seq')
    .orderBy(['created_at', 'id'])
    .limit(mostReplayed + 1)
    .forUpdate();
  const chosen = found.slice(0, mostReplayed);
  await WebhookDelivery.query(tx.sql)
    .findByIds(chosen.map(({ id }) => id))
    .patch(pendingAgain(now));
  const commands = chosen.map((row) => ({ ...deliveryWorkflow(row), ...again }));
  await requestWorkflows(tx, commands);
  return { replayed: chosen.length, has_more: found.length > chosen.length };
}

function requireEnabled({ is_enabled }: WebhookEndpoint): void {
  if (!is_enabled) throw fail('webhook_endpoint_disabled');
}

function pendingAgain(now: Date): Partial<WebhookDelivery> {
  return {
    ...{ state: 'pending', error_code: null, failures_in_round: 0 },
    ...{ next_attempt_at: now, finished_at: null },
  };
}
