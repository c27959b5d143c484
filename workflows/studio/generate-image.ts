// Has one picture made: calls providers one after another until one has made it or none is left. Lives for minutes; every
// call is a row, and so is the picture.
import {
  ActivityFailure,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { coreQueue } from '../operations/contract';
import { idempotentWrite, irreversible } from '../policies';
import {
  type GenerateImageInput,
  type ImageCallActivities,
  type ImageGenerationActivities,
  imageQueue,
} from './contract';

const { beginImageAttempt, concludeImageAttempt } = proxyActivities<ImageGenerationActivities>({
  ...idempotentWrite,
  taskQueue: coreQueue,
});
// Longer than a provider and then the store are waited for, so that the outcome is told and not guessed.
const { makeImage } = proxyActivities<ImageCallActivities>({
  ...irreversible,
  startToCloseTimeout: '10m',
  taskQueue: imageQueue,
});

/** Attempts the picture until its row says that nothing is left to do. */
export async function generateImage({ image_id }: GenerateImageInput): Promise<void> {
  for (let step = 1; ; step += 1) {
    const claim = `${workflowInfo().runId}:${step}`;
    const next = await beginImageAttempt({ image_id, claim, now: now() });
    if (next === null) return;
    if (next.until === null) {
      await attempt(next.attempt_id);
    } else {
      setCurrentDetails(`no provider may be asked before ${next.until}`);
      await sleep(Math.max(1, Date.parse(next.until) - Date.now()));
    }
  }
}

/** A worker that died leaves an outcome that nobody knows, unless the picture was stored already. */
async function attempt(attempt_id: string): Promise<void> {
  try {
    await makeImage({ attempt_id, now: now() });
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    await concludeImageAttempt({ attempt_id, now: now() });
  }
}

function now(): string {
  return new Date().toISOString();
}
