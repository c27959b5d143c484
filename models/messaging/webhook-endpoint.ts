import { BaseModel } from '../../foundation/base-model';
import type { EventType } from './event';

/** Why an endpoint was disabled by the product: it answered 410, or nothing has arrived for days. */
export type DisabledReason = 'gone' | 'failing';

/** A server of a user that wants to be told of events. */
export class WebhookEndpoint extends BaseModel {
  static override readonly tableName = 'webhook_endpoints';

  declare id: string;
  declare owner_id: string;
  declare url: string;
  declare description: string;
  /** Null wants all of them, also those to come. */
  declare event_types: EventType[] | null;
  declare is_enabled: boolean;
  declare disabled_reason: DisabledReason | null;
  declare disabled_at: Date | null;
  /** Sealed. */
  declare secret: string;
  /** Sealed; signs as well until `previous_secret_until`. */
  declare previous_secret: string | null;
  declare previous_secret_until: Date | null;
  /** The first failure after the last success. */
  declare failing_since: Date | null;
  declare version: number;
  declare created_at: Date;
  declare updated_at: Date;
}
