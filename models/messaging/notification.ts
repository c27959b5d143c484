import { BaseModel } from '../../foundation/base-model';

/** A notice to its owner, in words. */
export class Notification extends BaseModel {
  static override readonly tableName = 'notifications';

  declare id: string;
  declare owner_id: string;
  declare notification_type: NotificationType;
  declare title: string;
  declare message: string;
  declare metadata: Record<string, unknown>;
  declare link: string | null;
  /** False for one that only its mail tells of: no list shows it. */
  declare in_app: boolean;
  /** What would say the same again is counted in the unread notice of the same key. */
  declare group_key: string | null;
  declare occurrences: number;
  declare is_read: boolean;
  declare read_at: Date | null;
  /** When its mail is due; null once it was asked for, or when there is to be none. */
  declare mail_at: Date | null;
  /** When a mail or a digest took it up. */
  declare mailed_at: Date | null;
  /** The day of the digest that took it up. */
  declare digest_on: string | null;
  declare version: number;
  declare created_at: Date;
  declare updated_at: Date;
}

/** Every kind of notice. */
export type NotificationType =
  | 'batch_finished'
  | 'batch_failed'
  | 'batch_cancelled'
  | 'review_requested'
  | 'review_reminder'
  | 'review_decided'
  | 'review_escalated'
  | 'review_expired'
  | 'model_ready'
  | 'model_refused'
  | 'model_activated'
  | 'shadow_run_finished'
  | 'shadow_run_failed'
  | 'webhook_disabled'
  | 'post_failed'
  | 'post_unconfirmed'
  | 'post_withheld'
  | 'schedule_slot_skipped'
  | 'post_removal_failed'
  | 'account_disconnected'
  | 'message'
  | 'reminder'
  | 'system';
