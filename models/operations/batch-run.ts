import { BaseModel } from '../../foundation/base-model';

/** One attempt at items of a batch; its id names the workflow that works on it. */
export class BatchRun extends BaseModel {
  static override readonly tableName = 'batch_runs';

  declare id: string;
  declare batch_id: string;
  declare owner_id: string;
  declare attempt: number;
  declare state: 'pending' | 'running' | 'done';
  declare execution_id: string | null;
  /** Null until the items are collected. */
  declare item_count: number | null;
  declare created_at: Date;
  declare started_at: Date | null;
  declare finished_at: Date | null;
}
