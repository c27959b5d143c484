import { BaseModel } from '../../foundation/base-model';
import type { MailKind, MailLanguage } from './mail-kind';

/**
 * `planned` waits for its turn or its next attempt; `bounced` is what the other side will not have; `unconfirmed` may have
 * arrived, nobody answered.
 */
export type MailState =
  'planned' | 'sending' | 'sent' | 'bounced' | 'failed' | 'unconfirmed' | 'cancelled';

/** One mail to one person: what is known of its sending, not what it says. */
export class Mail extends BaseModel {
  static override readonly tableName = 'mails';

  declare id: string;
  /** Who gets it. */
  declare owner_id: string;
  declare kind: MailKind;
  declare subject_id: string;
  /** Tells mails of one kind about one subject apart: the day it is due, an attempt; empty when there is only one. */
  declare due_on: string;
  /** Ids, counts and harmless words. */
  declare data: Record<string, string | number>;
  declare language: MailLanguage;
  declare state: MailState;
  /** Set before the first attempt, and the same in every later one. */
  declare message_id: string | null;
  /** Which attempt of which workflow execution sends it. */
  declare claim: string | null;
  declare attempts: number;
  /** Attempts whose outcome nobody knows. */
  declare unknown_attempts: number;
  declare error_code: string | null;
  /** The last reply code of the mail server that was not a success. */
  declare smtp_status: number | null;
  /** What it said with it, or what a report said later; it names nobody. */
  declare smtp_reply: string | null;
  declare next_attempt_at: Date | null;
  /** When temporary refusals are tried no more. */
  declare give_up_at: Date | null;
  declare created_at: Date;
  declare updated_at: Date;
  declare finished_at: Date | null;
}
