import { BaseModel } from '../../foundation/base-model';

/** `publishing`: the call was made, or is about to be. `unconfirmed`: nobody could say what became of it. */
export type AttemptState = 'planned' | 'publishing' | 'live' | 'failed' | 'unconfirmed';

/** Primitive 5, the ledger: a row is written before the irreversible call, and says what became of it. */
export class PublishAttempt extends BaseModel {
  static override readonly tableName = 'publish_attempts';
  static override readonly jsonAttributes = ['container'];

  declare id: string;
  declare target_id: string;
  declare owner_id: string;
  /** From 1. */
  declare number: number;
  declare state: AttemptState;
  declare content_hash: string;
  /** The idempotency key, or the record's key where the platform lets us choose it. */
  declare record_name: string;
  declare container: Record<string, unknown> | null;
  declare external_id: string | null;
  declare permalink: string | null;
  declare error_code: string | null;
  declare error_detail: string | null;
  /** HTTP status of the platform's answer. */
  declare platform_status: number | null;
  /** How often the platform was asked what became of it. */
  declare checks: number;
  declare checked_at: Date | null;
  declare created_at: Date;
  declare started_at: Date | null;
  declare finished_at: Date | null;
}
