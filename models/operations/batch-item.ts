import { BaseModel } from '../../foundation/base-model';

export type ItemState = 'pending' | 'succeeded' | 'failed' | 'cancelled';

/**
 * Why an item failed. All but the last two are the input's fault and stay what they are however often they are tried.
 */
export type ItemErrorCode =
  | 'not_an_image'
  | 'unsupported_media_type'
  | 'image_truncated'
  | 'image_too_large'
  | 'file_too_large'
  | 'empty_file'
  | 'duplicate_in_batch'
  | 'object_missing'
  | 'work_failed';

const productsFault: ReadonlySet<string> = new Set(['object_missing', 'work_failed']);

/** Whether a failure counts towards a batch's failure rate: bad input does not. */
export function isBroken(code: string): boolean {
  return productsFault.has(code);
}

/** One subject of a batch and how it fared. `run_position` counts the items of the attempt it belongs to. */
export class BatchItem extends BaseModel {
  static override readonly tableName = 'batch_items';

  declare id: string;
  declare batch_id: string;
  declare owner_id: string;
  declare position: number;
  declare run_id: string;
  declare run_position: number;
  declare subject_id: string | null;
  declare source_name: string;
  declare state: ItemState;
  declare attempt: number;
  declare error_code: ItemErrorCode | null;
  declare error_detail: string | null;
  declare created_at: Date;
  declare finished_at: Date | null;
}
