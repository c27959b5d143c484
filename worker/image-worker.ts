import { Worker } from '@temporalio/worker';
import { createImageCall, type GenerationDependencies } from '../activities/studio/generate-image';
import { imageQueue } from '../workflows/studio/contract';
import { hideErrorDetails } from './activity-errors';
import { maxHeartbeatThrottleInterval, type ProcessParts } from './worker-process';

/** Calls that one process makes at a time: each holds a picture in memory, and providers limit who asks too fast. */
const callsAtOnce = 4;

/** As long as a call may take, with all that follows it: one that is cut off is paid for, and its picture lost. */
export const imageGraceTime = '10m';

/** Takes calls of providers from their queue: they take minutes, and nobody else waits behind them. */
export async function createImageWorker(
  { config, logger, connection }: ProcessParts,
  dependencies: GenerationDependencies,
): Promise<Worker> {
  return await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue: imageQueue,
    activities: createImageCall({ ...dependencies, logger }),
    interceptors: { activity: [hideErrorDetails(logger)] },
    maxConcurrentActivityTaskExecutions: callsAtOnce,
    shutdownGraceTime: imageGraceTime,
    maxHeartbeatThrottleInterval,
  });
}
