import { BaseModel } from '../../foundation/base-model';
import type { BatchKind, DesiredState } from '../../workflows/operations/contract';

export type BatchState = 'pending' | 'running' | 'paused' | 'finished' | 'cancelled' | 'failed';

/** Where the items of a batch come from. Files have their items from the start; the others are collected. */
export type BatchSource =
  | { type: 'files' }
  | { type: 'archive'; object_key: string }
  | { type: 'uploads'; upload_ids: string[] }
  | { type: 'prefix'; prefix: string };

export interface BatchOptions {
  model_version?: string;
  /** Share of items, 0 to 1, that may break by no fault of the input before the batch stops itself. */
  stop_at_failure_rate?: number;
}

/** Primitive 1: a job over many items of one kind. Counts are kept by the statements that settle items. */
export class Batch extends BaseModel {
  static override readonly tableName = 'batches';

  declare id: string;
  declare owner_id: string;
  declare kind: BatchKind;
  declare name: string;
  declare state: BatchState;
  declare desired_state: DesiredState;
  declare source: BatchSource;
  declare options: BatchOptions;
  declare total: number;
  declare succeeded: number;
  declare failed: number;
  declare cancelled: number;
  declare attempt: number;
  declare error_code: string | null;
  declare active_ms: number;
  declare active_since: Date | null;
  declare version: number;
  declare created_at: Date;
  declare updated_at: Date;
  declare started_at: Date | null;
  declare finished_at: Date | null;
}
