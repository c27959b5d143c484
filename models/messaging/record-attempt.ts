import type { Transaction } from '../../foundation/transaction';
import type { ClaimedAttempt } from './claim-attempt';
import { giveUp } from './claim-attempt';
import { disableFailing } from './disable-webhook-endpoint';
import { WebhookAttempt } from './webhook-attempt';
import { type DeliveryError, WebhookDelivery } from './webhook-delivery';
import { WebhookEndpoint } from './webhook-endpoint';
import { nextAttemptAt } from './webhook-retries';

/** How a request ended. */
export interface AttemptOutcome {
  status: number | null;
  /** Null for a success. */
  error_code: DeliveryError | null;
  retry_after: string | null;
  duration_ms: number;
}

/** When it ended, and a number from 0 to 1 that chance drew for the pause. */
export interface AttemptEnd {
  now: Date;
  chance: number;
}

// No endpoint is given up before it has failed for so long. A delivery lasts three days, so it takes more than one.
const failingForMs = 5 * 24 * 3_600_000;

/**
 * Writes down how an attempt ended, and what follows for the delivery and its endpoint. Locks are taken in one order -
 * endpoint, delivery, attempt - because disabling or deleting an endpoint reaches for all that belongs to it.
 * @returns the next instant at which the delivery is tried; null when it is settled
 */
export async function recordAttempt(
  tx: Transaction,
  claimed: Pick<ClaimedAttempt, 'attempt_id' | 'delivery_id' | 'endpoint'>,
  outcome: AttemptOutcome,
  end: AttemptEnd,
): Promise<Date | null> {
  const { attempt_id, delivery_id, endpoint } = claimed;
  if (outcome.error_code === null) {
    await noteSuccess(tx, endpoint.id);
    await markDelivered(tx, delivery_id, end.now);
    await closeAttempt(tx, attempt_id, outcome, end.now);
    return null;
  }
  const locked = await WebhookEndpoint.query(tx.sql).findById(endpoint.id).forNoKeyUpdate();
  const delivery = await WebhookDelivery.query(tx.sql).findById(delivery_id).forUpdate();
  const closed = await closeAttempt(tx, attempt_id, outcome, end.now);
  // Deleted, settled by somebody else, or another attempt has taken over from this one.
  if (!locked || !closed || delivery?.state !== 'pending') return delivery?.next_attempt_at ?? null;
  return await follow(tx, { delivery, endpoint: locked }, outcome, end);
}

async function follow(
  tx: Transaction,
  { delivery, endpoint }: { delivery: WebhookDelivery; endpoint: WebhookEndpoint },
  { error_code, status, retry_after }: AttemptOutcome,
  { now, chance }: AttemptEnd,
): Promise<Date | null> {
  const failures = delivery.failures_in_round + 1;
  const isTest = delivery.event_seq === null;
  const asked = status === 429 || status === 503 ? retry_after : null;
  const retried = nextAttemptAt({ failures, retry_after: asked, at: now, chance });
  const next = isTest || error_code === 'endpoint_gone' ? null : retried;
  await WebhookDelivery.query(tx.sql)
    .findById(delivery.id)
    .patch({ failures_in_round: failures, error_code, ...(next && { next_attempt_at: next }) });
  if (next === null) await giveUp(tx, delivery.id, error_code ?? 'bad_status', now);
  if (isTest) return null;
  const failing_since = endpoint.failing_since ?? now;
  await WebhookEndpoint.query(tx.sql).findById(endpoint.id).patch({ failing_since });
  const isGone = error_code === 'endpoint_gone';
  const failsLong = next === null && now.getTime() - failing_since.getTime() >= failingForMs;
  if (endpoint.is_enabled && (isGone || failsLong)) {
    await disableFailing(tx, { ...endpoint, failing_since }, isGone ? 'gone' : 'failing', now);
  }
  return next;
}

/** Writes the outcome, unless the attempt was taken for interrupted meanwhile. */
async function closeAttempt(
  tx: Transaction,
  id: string,
  { status, error_code, duration_ms }: AttemptOutcome,
  finished_at: Date,
): Promise<boolean> {
  const written = await WebhookAttempt.query(tx.sql)
    .findOne({ id, finished_at: null })
    .patch({ status, error_code, duration_ms, finished_at });
  return written === 1;
}

async function noteSuccess(tx: Transaction, endpointId: string): Promise<void> {
  await WebhookEndpoint.query(tx.sql)
    .findById(endpointId)
    .whereNotNull('failing_since')
    .patch({ failing_since: null });
}

async function markDelivered(tx: Transaction, id: string, finished_at: Date): Promise<void> {
  await WebhookDelivery.query(tx.sql)
    .findById(id)
    .patch({ state: 'delivered', error_code: null, next_attempt_at: null, finished_at });
}
