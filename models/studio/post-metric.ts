import { BaseModel } from '../../foundation/base-model';

/** How a live post fared when its platform was asked. Null is what the platform does not tell. */
export class PostMetric extends BaseModel {
  static override readonly tableName = 'post_metrics';

  declare id: string;
  declare target_id: string;
  declare owner_id: string;
  /** The turn that it was measured for. */
  declare due_at: Date;
  declare measured_at: Date;
  declare likes: number | null;
  declare comments: number | null;
  declare shares: number | null;
  declare reach: number | null;
  declare impressions: number | null;
}
