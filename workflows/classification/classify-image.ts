// Classifies one image that somebody waits for, ahead of all batches. Lives for a moment; the result is on its row.
import { proxyActivities } from '@temporalio/workflow';
import { longRunning } from '../policies';
import { type ClassifyImageInput, type ImageActivities, interactiveQueue } from './contract';

const { classifyImage: classify } = proxyActivities<ImageActivities>({
  ...longRunning,
  startToCloseTimeout: '2m',
  taskQueue: interactiveQueue,
});

/** Classifies the image and writes the result; an image that has one already is left alone. */
export async function classifyImage(input: ClassifyImageInput): Promise<void> {
  await classify({ image_id: input.image_id });
}
