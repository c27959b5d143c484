import type { Event } from './event';
import type { WebhookDelivery } from './webhook-delivery';

/** What Standard Webhooks advises as a limit; events are far below it. */
const mostBytes = 20_000;

/** The body of a message, thin: what happened to which row, and the facts of the event. The rest is asked of the API. */
export interface WebhookPayload {
  type: WebhookDelivery['event_type'];
  timestamp: string;
  data: {
    seq: number | null;
    subject: { type: string; id: string };
    facts: Record<string, unknown>;
  };
}

type Delivered = Pick<WebhookDelivery, 'endpoint_id' | 'event_type' | 'created_at'>;

/** The message of a delivery; facts that would make it too long are left out. */
export function webhookPayload(delivery: Delivered, event: Event | undefined): WebhookPayload {
  const full = event ? eventPayload(event) : pingPayload(delivery);
  if (Buffer.byteLength(JSON.stringify(full)) <= mostBytes) return full;
  return { ...full, data: { ...full.data, facts: {} } };
}

function eventPayload({ type, created_at, seq, subject_type, subject_id, data }: Event) {
  const subject = { type: subject_type, id: subject_id };
  return { type, timestamp: created_at.toISOString(), data: { seq, subject, facts: data } };
}

function pingPayload({ endpoint_id, event_type, created_at }: Delivered) {
  const subject = { type: 'webhook_endpoint', id: endpoint_id };
  const timestamp = created_at.toISOString();
  return { type: event_type, timestamp, data: { seq: null, subject, facts: {} } };
}
