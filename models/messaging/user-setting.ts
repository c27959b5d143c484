import { BaseModel } from '../../foundation/base-model';
import type { ChannelChoices } from './notice-channels';

/** What a user chose. Who never chose anything has no row; language and time zone are the account's. */
export class UserSetting extends BaseModel {
  static override readonly tableName = 'user_settings';
  static override readonly idColumn = 'owner_id';

  declare owner_id: string;
  declare theme: 'light' | 'dark' | 'system';
  declare custom_settings: Record<string, unknown>;
  declare subscription_alerts: boolean;
  declare channels: ChannelChoices;
  /** HH:MM on a clock in the user's zone; both or none. */
  declare quiet_from: string | null;
  declare quiet_to: string | null;
  declare digest: 'off' | 'daily';
  declare digest_hour: number;
  /** When the next digest is due; null without one. */
  declare digest_at: Date | null;
  /** The last day that had its digest, sent or empty. */
  declare digest_last_on: string | null;
  declare version: number;
  declare created_at: Date;
  declare updated_at: Date;
}
