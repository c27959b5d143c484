import { setTimeout as pause } from 'node:timers/promises';
import { imageWorkflowId } from '../../workflows/classification/contract';
import type { Services } from '../services';

/** How long a client waits for a class before it is told to come back. */
const patienceMs = 10_000;

/**
 * Returns when the workflow of an image has ended, when it takes too long, or when Temporal does not answer: the row
 * says what came of it. The relay starts the workflow at about the same time, so at first it may not be there.
 */
export async function waitForImage(temporal: Services['temporal'], imageId: string): Promise<void> {
  const signal = AbortSignal.timeout(patienceMs);
  const handle = temporal.workflow.getHandle(imageWorkflowId(imageId));
  const result = (): Promise<unknown> => temporal.withAbortSignal(signal, () => handle.result());
  try {
    for (let wait = 10; !(await isOver(result)); wait = Math.min(2 * wait, 500)) {
      await pause(wait, undefined, { signal });
    }
  } catch {
    // Whatever went wrong, the picture is kept and will be classified.
  }
}

/** False while the workflow has not been started. */
async function isOver(result: () => Promise<unknown>): Promise<boolean> {
  try {
    await result();
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return false;
    throw error;
  }
}
