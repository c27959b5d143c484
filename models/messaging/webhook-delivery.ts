import { BaseModel } from '../../foundation/base-model';
import type { EventType } from './event';

export type DeliveryState = 'pending' | 'delivered' | 'failed';

/** What a test sends; it stands for no event. */
export const pingType = 'webhook_endpoint.ping';

/**
 * Why an attempt, or in the end a delivery, failed. `interrupted` means that the process died meanwhile and nobody knows
 * what became of the request.
 */
export type DeliveryError =
  | 'bad_status'
  | 'redirected'
  | 'endpoint_gone'
  | 'endpoint_disabled'
  | 'timeout'
  | 'name_not_resolved'
  | 'address_blocked'
  | 'url_refused'
  | 'connection_failed'
  | 'tls_failed'
  | 'response_invalid'
  | 'secret_unreadable'
  | 'interrupted';

/** One event for one endpoint. Its id is the `webhook-id`, however often it is sent. */
export class WebhookDelivery extends BaseModel {
  static override readonly tableName = 'webhook_deliveries';

  declare id: string;
  declare owner_id: string;
  declare endpoint_id: string;
  declare event_type: EventType | typeof pingType;
  /** The event's number in its owner's log; null for a test. */
  declare event_seq: number | null;
  declare state: DeliveryState;
  declare error_code: DeliveryError | null;
  declare attempt_count: number;
  /** Failed attempts since it was created or last replayed: the place in the table of retries. */
  declare failures_in_round: number;
  declare next_attempt_at: Date | null;
  declare created_at: Date;
  declare finished_at: Date | null;
}
