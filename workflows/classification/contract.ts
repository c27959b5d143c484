import type { BatchWork } from '../operations/contract';

/** The queue of the inference processes for the chunks of batches. */
export const inferenceQueue = 'inference';

/** The queue of the inference processes for single images that somebody waits for. */
export const interactiveQueue = 'inference-interactive';

export interface ClassifyImageInput {
  image_id: string;
}

/** The id of the workflow that classifies one image. */
export function imageWorkflowId(imageId: string): string {
  return `image:${imageId}`;
}

/** The work of a batch of images. */
export interface ImageBatchActivities {
  collectImages: BatchWork['collect'];
  classifyImages: BatchWork['work'];
}

export interface ImageActivities {
  /** Classifies one image and writes the result; an image that has one already is left alone. */
  classifyImage(input: ClassifyImageInput): Promise<void>;
}

/** The queue of the inference processes for checks of uploaded models: one at a time, beside the pool. */
export const modelQueue = 'inference-models';

export interface CheckModelInput {
  /** The UUID of the version. */
  subject_id: string;
}

/** The id of the workflow that checks an uploaded version. */
export function modelWorkflowId(subjectId: string): string {
  return `model:${subjectId}`;
}

export interface ModelActivities {
  /** Checks an uploaded version and writes the verdict; one that has a verdict already is left alone. */
  checkModel(input: CheckModelInput): Promise<void>;
}

export interface ShadowRunInput {
  run_id: string;
}

/** The id of the workflow of a shadow run. */
export function shadowRunWorkflowId(runId: string): string {
  return `shadow-run:${runId}`;
}

/** What a claimed shadow run asks of its workflow. */
export interface ShadowPlan {
  total: number;
  desired_state: 'running' | 'cancelled';
}

/** A half-open range of a shadow run's pictures, by their position. */
export interface ShadowChunk {
  run_id: string;
  from: number;
  to: number;
}

export interface ShadowEnd {
  run_id: string;
  state: 'finished' | 'cancelled' | 'failed';
  error_code: string | null;
}

/** What `shadowRun` needs done in the database; every one of these may be repeated. */
export interface ShadowActivities {
  /** Picks the pictures and marks the run as begun; null when it has ended already. */
  claimShadowRun(input: ShadowRunInput): Promise<ShadowPlan | null>;
  readShadowWish(input: ShadowRunInput): Promise<ShadowPlan['desired_state']>;
  /** Closes the run with its comparison and tells who asked for it. */
  finishShadowRun(end: ShadowEnd): Promise<void>;
}

export interface ShadowInferenceActivities {
  /** Asks the candidate about the pictures of a chunk that it has not answered yet. */
  classifyShadow(chunk: ShadowChunk): Promise<void>;
}
