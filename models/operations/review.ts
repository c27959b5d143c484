import { BaseModel } from '../../foundation/base-model';

/** What may be reviewed; `review-kinds.ts` says what each kind does. */
export type ReviewKindName = 'classification_image' | 'studio_image' | 'post';

export type ReviewState = 'open' | 'approved' | 'rejected' | 'withdrawn' | 'expired';

/** Primitive 2: one decision on one content hash of one subject. */
export class Review extends BaseModel {
  static override readonly tableName = 'reviews';

  declare id: string;
  declare owner_id: string;
  declare kind: ReviewKindName;
  declare subject_id: string;
  declare content_hash: string;
  declare state: ReviewState;
  /** How many equal votes close it; one rejection is always enough. */
  declare needed: number;
  /** The person who was asked, where one was. */
  declare reviewer_id: string | null;
  /** When it expires undecided. */
  declare due_at: Date | null;
  declare escalate_at: Date | null;
  declare escalated_at: Date | null;
  /** Seconds after `opened_at` at which to remind, in order. */
  declare remind_after: number[];
  declare reminders_sent: number;
  /** The next thing that time brings; null when there is none, and then no workflow waits either. */
  declare next_at: Date | null;
  declare note: string | null;
  declare version: number;
  declare opened_at: Date;
  declare created_at: Date;
  declare updated_at: Date;
  declare closed_at: Date | null;
}
