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
