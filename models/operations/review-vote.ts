import { BaseModel } from '../../foundation/base-model';

/** What a person said of a review's content. A link that was handed on votes for the person who made it. */
export class ReviewVote extends BaseModel {
  static override readonly tableName = 'review_votes';

  declare id: string;
  declare review_id: string;
  declare owner_id: string;
  declare reviewer_id: string | null;
  declare content_hash: string;
  declare decision: 'approve' | 'reject';
  declare correction: Record<string, unknown> | null;
  declare note: string | null;
  declare by_link: boolean;
  declare created_at: Date;
}
