import type { WebhookAttempt as AttemptRow } from '../../models/messaging/webhook-attempt';
import type { DeliveryRow } from '../../models/messaging/webhook-delivery.queries';
import type { WebhookPayload as PayloadRow } from '../../models/messaging/webhook-payload';
import type {
  WebhookAttempt,
  WebhookDelivery,
  WebhookPayload,
} from '../../openapi/generated/types';

/** A delivery as the contract shows it. */
export function webhookDeliveryView(row: DeliveryRow, attempts: AttemptRow[]): WebhookDelivery {
  return {
    id: row.id,
    endpoint_id: row.endpoint_id,
    event_type: row.event_type,
    event_seq: row.event_seq,
    state: row.state,
    error_code: row.error_code,
    attempts: attempts.map(attemptView),
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}

/** The body of a message: what is sent is what the contract says. */
export function webhookPayloadView({ type, timestamp, data }: PayloadRow): WebhookPayload {
  const subject = data.subject as WebhookPayload['data']['subject'];
  return { type, timestamp, data: { ...data, subject } };
}

function attemptView(row: AttemptRow): WebhookAttempt {
  return {
    number: row.number,
    status: row.status,
    error_code: row.error_code,
    duration_ms: row.duration_ms,
    started_at: row.started_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}
