import { Worker } from '@temporalio/worker';
import type { PostDependencies } from '../activities/studio/prepared-post';
import { createPostActivities } from '../activities/studio/publish-post';
import { preparingQueue, publishingQueue } from '../workflows/studio/contract';
import { hideErrorDetails } from './activity-errors';
import { type ProcessParts, shutdownGraceTime } from './worker-process';

/** Posts that one process has in each of the two queues. Most of their time is waiting for platforms. */
export const postsAtOnce = 40;

/**
 * Polls the queues of posts, which nothing else stands in. A platform may take minutes for the pictures of posts that are
 * not due yet, so that those have a queue of their own: what is due does not wait behind them.
 */
export async function createPublishingWorkers(
  parts: ProcessParts,
  dependencies: Omit<PostDependencies, 'logger'>,
): Promise<Worker[]> {
  const given = { ...dependencies, logger: parts.logger };
  const { preparePost, ...publishing } = createPostActivities(given);
  return [
    await createWorker(parts, preparingQueue, { preparePost }),
    await createWorker(parts, publishingQueue, publishing),
  ];
}

async function createWorker(
  { config, logger, connection }: ProcessParts,
  taskQueue: string,
  activities: object,
): Promise<Worker> {
  return await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue,
    activities,
    interceptors: { activity: [hideErrorDetails(logger)] },
    maxConcurrentActivityTaskExecutions: postsAtOnce,
    shutdownGraceTime,
  });
}
