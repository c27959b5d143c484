import { BaseModel } from '../../foundation/base-model';
import type { ItemErrorCode } from '../operations/batch-item';

export type ImageState = 'pending' | 'classified' | 'failed';
export type ImageOutcome = 'classified' | 'uncertain' | 'not_a_plum' | 'unusable';

/** A picture and what the model said of it. `batch_id` is null for one that was sent alone. */
export class Image extends BaseModel {
  static override readonly tableName = 'classification_images';

  declare id: string;
  declare owner_id: string;
  declare batch_id: string | null;
  declare filename: string;
  declare object_key: string;
  declare media_type: string | null;
  /** Bytes. */
  declare size: number;
  declare sha256: string;
  declare width: number | null;
  declare height: number | null;
  declare state: ImageState;
  declare outcome: ImageOutcome | null;
  declare label: string | null;
  /** The calibrated probability of the label, 0 to 1. */
  declare confidence: number | null;
  declare probabilities: Record<string, number> | null;
  declare model_version: string | null;
  declare latency_ms: number | null;
  declare error_code: ItemErrorCode | null;
  declare error_detail: string | null;
  declare version: number;
  declare created_at: Date;
  declare classified_at: Date | null;
  declare deleted_at: Date | null;
  /** What a person said that it shows; null with `reviewed_at` set when they could not tell. */
  declare reviewed_label: string | null;
  declare reviewed_by: string | null;
  declare reviewed_at: Date | null;
}
