import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from './append-event';
import { queueMail } from './queue-mail';
import { WebhookAttempt } from './webhook-attempt';
import { WebhookDelivery } from './webhook-delivery';
import { type DisabledReason, WebhookEndpoint } from './webhook-endpoint';

/** Disables an endpoint that wants nothing any more, or takes nothing any more, and tells its owner. */
export async function disableFailing(
  tx: Transaction,
  endpoint: Pick<WebhookEndpoint, 'id' | 'owner_id' | 'failing_since' | 'version'>,
  reason: DisabledReason,
  now: Date,
): Promise<void> {
  await WebhookEndpoint.query(tx.sql)
    .findById(endpoint.id)
    .patch({
      ...{ is_enabled: false, disabled_reason: reason, disabled_at: now },
      ...{ version: endpoint.version + 1, updated_at: now },
    });
  const abandoned = await abandonDeliveries(tx, endpoint.id, now);
  const { id, owner_id } = endpoint;
  const data = { reason, abandoned };
  const failures = await failuresSince(tx, id, endpoint.failing_since ?? now);
  appendEvent(tx, {
    ...{ owner_id, type: 'webhook_endpoint.disabled', data },
    subject: { type: 'webhook_endpoint', id },
  });
  const due_on = now.toISOString();
  const mail = { kind: 'webhook-disabled' as const, subject_id: id, due_on };
  await queueMail(tx, { owner_id, ...mail, data: { reason, failures } });
}

/** Gives up what still waits for an endpoint; it can be replayed. Tests are sent all the same. Returns how many. */
export async function abandonDeliveries(
  tx: Transaction,
  endpoint_id: string,
  now: Date,
): Promise<number> {
  return await WebhookDelivery.query(tx.sql)
    .where({ endpoint_id, state: 'pending' })
    .whereNotNull('event_seq')
    .patch({
      ...{ state: 'failed', error_code: 'endpoint_disabled' },
      ...{ next_attempt_at: null, finished_at: now },
    });
}

/** How many attempts have failed since an instant, tests aside. */
async function failuresSince(tx: Transaction, endpoint_id: string, since: Date): Promise<number> {
  const deliveries = WebhookDelivery.query(tx.sql)
    .select('id')
    .where({ endpoint_id })
    .whereNotNull('event_seq');
  return await WebhookAttempt.query(tx.sql)
    .whereIn('delivery_id', deliveries)
    .whereNotNull('error_code')
    .where('finished_at', '>=', since)
    .resultSize();
}
