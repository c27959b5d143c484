import { BaseModel } from '../../foundation/base-model';
import type { DeliveryError } from './webhook-delivery';

/** One request to an endpoint. The row is there before the request is sent; it is open until its outcome is known. */
export class WebhookAttempt extends BaseModel {
  static override readonly tableName = 'webhook_attempts';

  declare id: string;
  declare owner_id: string;
  declare delivery_id: string;
  declare number: number;
  /** The HTTP status, if one came. */
  declare status: number | null;
  declare error_code: DeliveryError | null;
  declare duration_ms: number | null;
  declare started_at: Date;
  declare finished_at: Date | null;
}
