import { BaseModel } from '../../foundation/base-model';

export type ShadowRunState = 'pending' | 'running' | 'finished' | 'cancelled' | 'failed';

/** How a candidate's answers compare with those on record. Shares are from 0 to 1; null where nothing can be said. */
export interface ShadowComparison {
  compared: number;
  failed: number;
  agreement: number | null;
  changes: { from: string; to: string; count: number }[];
  mean_probability_difference: number | null;
  uncertain: { recorded: number | null; candidate: number | null };
  speed_ratio: number | null;
  reviewed: {
    count: number;
    recorded_accuracy: number | null;
    candidate_accuracy: number | null;
  };
}

/** A version of the model tried on pictures that have an answer already; nothing is written to the pictures. */
export class ShadowRun extends BaseModel {
  static override readonly tableName = 'classification_shadow_runs';

  declare id: string;
  declare owner_id: string;
  declare model_version: string;
  declare state: ShadowRunState;
  declare desired_state: 'running' | 'cancelled';
  /** How many pictures were asked for. */
  declare images: number;
  /** How many there were; null until they are picked. */
  declare total: number | null;
  declare done: number;
  declare error_code: string | null;
  declare comparison: ShadowComparison | null;
  declare created_at: Date;
  declare started_at: Date | null;
  declare finished_at: Date | null;
}
