import { BaseModel } from '../../foundation/base-model';

/** Of a target, and of the post that it belongs to. */
export type PostStatus =
  'draft' | 'scheduled' | 'publishing' | 'posted' | 'failed' | 'unconfirmed' | 'cancelled';

/** What is to be published, told apart from where: each of its targets is published on its own. */
export class Post extends BaseModel {
  static override readonly tableName = 'posts';

  declare id: string;
  declare owner_id: string;
  /** What its targets make of it; written with every change of theirs. */
  declare status: PostStatus;
  declare caption: string;
  /** Without their sign. */
  declare hashtags: string[];
  declare link: string | null;
  /** Null for a draft that has no time yet. */
  declare scheduled_time: Date | null;
  /** The zone in which its owner thinks of the time. */
  declare timezone: string;
  declare approval_required: boolean;
  /** The content that was approved; an edit takes it back. */
  declare approved_content_hash: string | null;
  /** The schedule that made it, and for which of its slots. */
  declare schedule_id: string | null;
  declare slot_at: Date | null;
  declare template_id: string | null;
  declare version: number;
  declare created_at: Date;
  declare updated_at: Date;
  declare posted_at: Date | null;
  declare deleted_at: Date | null;
}
