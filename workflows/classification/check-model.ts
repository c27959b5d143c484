// Has an uploaded model checked before anything may use it. Lives for the minute that a check takes at most.
import { proxyActivities } from '@temporalio/workflow';
import { longRunning } from '../policies';
import { type CheckModelInput, type ModelActivities, modelQueue } from './contract';

const { checkModel: check } = proxyActivities<ModelActivities>({
  ...longRunning,
  startToCloseTimeout: '10m',
  taskQueue: modelQueue,
});

/** Checks the version and writes the verdict; one that has a verdict already is left alone. */
export async function checkModel(input: CheckModelInput): Promise<void> {
  await check({ subject_id: input.subject_id });
}
