// The words by which others speak to the workflows of this domain.
import { defineSignal } from '@temporalio/workflow';

/** The queue of workflows and of activities that only wait for others. */
export const coreQueue = 'core';

/** Tells a workflow that its row has changed; it carries nothing, the row is the truth. */
export const pokeSignal = defineSignal('poke');

/** How many items one activity takes: long enough to cost few history events, short enough to be fair. */
export const chunkSize = 128;

/** How many chunks of one batch wait or run at a time. */
export const chunkWindow = 4;

export interface ProcessBatchInput {
  run_id: string;
  /** The first chunk that may have work left; chunks before it are done. Set when the workflow continues as new. */
  first_chunk?: number;
}

/** The id of the workflow that works on one run of a batch. */
export function batchWorkflowId(runId: string): string {
  return `batch:${runId}`;
}

/** What a claimed run asks of its workflow. */
export interface BatchPlan {
  batch_id: string;
  kind: BatchKind;
  desired_state: DesiredState;
  /** Whether the items still have to be collected from the batch's source. */
  collect: boolean;
  item_count: number;
  stop_at_failure_rate: number | null;
}

export type DesiredState = 'running' | 'paused' | 'cancelled';

/** What `processBatch` needs done in the database; every one of these may be repeated. */
export interface BatchActivities {
  /** Marks the run as worked on by this execution; null when it is done already. */
  claimBatchRun(input: { run_id: string; execution_id: string }): Promise<BatchPlan | null>;
  readDesiredState(input: { run_id: string }): Promise<DesiredState>;
  announceBatchState(input: { run_id: string; state: 'running' | 'paused' }): Promise<void>;
  requestBatchCancel(input: { run_id: string }): Promise<void>;
  /** Settles what is left, closes the run and the batch, and tells the owner. */
  finishBatchRun(input: { run_id: string; error_code: string | null }): Promise<void>;
}

/** What a kind of batch has to offer. */
export interface BatchWork {
  /** Turns the batch's source into items. Repeating it adds nothing. Returns how many the run has. */
  collect(input: { run_id: string }): Promise<number>;
  /** Works what is pending in the chunk. Repeating it touches nothing that is done. */
  work(chunk: Chunk): Promise<ChunkResult>;
}

/** A half-open range of an attempt's items, by their position in the run. */
export interface Chunk {
  run_id: string;
  from: number;
  to: number;
}

/** How a chunk ended. `broken` counts failures that are not the input's fault. */
export interface ChunkResult {
  succeeded: number;
  failed: number;
  broken: number;
}

/** What a batch may consist of; each kind names its activities and their queues in `batch-kinds.ts`. */
export type BatchKind = 'classification';

export interface WatchReviewInput {
  review_id: string;
}

/** The id of the workflow that waits for the times of a review. */
export function reviewWorkflowId(reviewId: string): string {
  return `review:${reviewId}`;
}

export interface ReviewActivities {
  /**
   * Does what time has brought to the review until `now`, an ISO 8601 instant: reminders, escalation, expiry.
   * @returns the next instant at which something is due; null when nothing will be
   */
  advanceReview(input: { review_id: string; now: string }): Promise<string | null>;
}

export interface HousekeepingActivities {
  /** Does what is due at `now`, an ISO 8601 instant; returns how many rows or objects it settled. */
  keepHouse(input: { task: HousekeepingTask; now: string }): Promise<number>;
}

export interface RunHousekeepingInput {
  task: HousekeepingTask;
}

export type HousekeepingTask =
  | 'ensure-workflows'
  | 'expire-events'
  | 'expire-sessions'
  | 'expire-idempotency-keys'
  | 'expire-one-time-codes'
  | 'expire-rate-limits'
  | 'remove-expired-uploads'
  | 'remove-webhook-deliveries'
  | 'remove-deleted-images'
  | 'remove-old-notifications'
  | 'send-due-news'
  | 'fill-schedules';
