import { BaseModel } from '../../foundation/base-model';
import type { PostStatus } from './post';

/** A post for one account. What its caption and hashtags leave null is the post's. */
export class PostTarget extends BaseModel {
  static override readonly tableName = 'post_targets';
  static override readonly jsonAttributes = ['options', 'container'];

  declare id: string;
  declare post_id: string;
  declare owner_id: string;
  /** Null once the account was deleted. */
  declare account_id: string | null;
  declare platform: string;
  declare status: PostStatus;
  declare caption: string | null;
  declare hashtags: string[] | null;
  /** The platform's own options. */
  declare options: Record<string, unknown>;
  declare due_at: Date | null;
  /** When its workflow looks at it again; null when nothing waits for time. */
  declare next_at: Date | null;
  /** Whose attempt is under way. */
  declare claim: string | null;
  /** What the platform holds that nobody sees yet, and the content that it was made for. */
  declare container: Record<string, unknown> | null;
  declare container_content_hash: string | null;
  /** The content that is, or may be, live. */
  declare content_hash: string | null;
  declare external_id: string | null;
  declare permalink: string | null;
  /** Why it failed, or what it waits for. */
  declare error_code: string | null;
  declare error_detail: string | null;
  declare posted_at: Date | null;
  /** Since when its owner wants no other attempt than the one that is under way. */
  declare cancel_wanted_at: Date | null;
  /** Since when its owner wants the live post gone. */
  declare removal_wanted_at: Date | null;
  declare removed_at: Date | null;
  /** When the platform is asked next how it fares; null when it is not. */
  declare measure_at: Date | null;
  declare created_at: Date;
  declare updated_at: Date;
}
