import { BaseModel } from '../../foundation/base-model';
import type { ApprovalWish } from './new-post';
import type { ScheduleRecurrence } from './schedule-recurrence';
import type { Blackout } from './schedule-slots';

/** Who has to agree. When a slot is due, it is too late; no other time is set. */
export type ScheduleApproval = Pick<ApprovalWish, 'reviewer_id'> & { needed: number };

/** Posts that come again and again: at each of its slots the next picture that nobody has used. */
export class PostingSchedule extends BaseModel {
  static override readonly tableName = 'posting_schedules';
  static override readonly jsonAttributes = ['recurrence', 'blackouts', 'variables', 'approval'];

  declare id: string;
  declare owner_id: string;
  declare name: string;
  declare is_active: boolean;
  declare recurrence: ScheduleRecurrence;
  /** HH:MM, as clocks in the zone show it. */
  declare times: string[];
  declare timezone: string;
  declare starts_on: string;
  declare ends_on: string | null;
  declare blackouts: Blackout[];
  /** Accounts by their ids, and platforms that stand for the only account on them. */
  declare accounts: string[];
  declare platforms: string[];
  /** Pictures have to have all of them. */
  declare image_tags: string[];
  /** Empty where a template makes the text. */
  declare caption: string;
  /** After those of the template. */
  declare hashtags: string[];
  declare template_id: string | null;
  declare variables: Record<string, string>;
  /** Who has to agree to each of its posts; null where nobody has to. */
  declare approval: ScheduleApproval | null;
  /** The first slot that has no post yet and was not given up; null when none is left. */
  declare next_slot_at: Date | null;
  declare version: number;
  declare created_at: Date;
  declare updated_at: Date;
}
