import { Worker } from '@temporalio/worker';
import type { PostDependencies } from '../activities/studio/prepared-post';
import { createPostActivities } from '../activities/studio/publish-post';
import { publishingQueue } from '../workflows/studio/contract';
import { hideErrorDetails } from './activity-errors';
import { type ProcessParts, shutdownGraceTime } from './worker-process';

/** Posts that one process has under way. Most of their time is waiting for platforms. */
const postsAtOnce = 40;

/** Polls the queue of posts, which nothing else stands in. */
export async function createPublishingWorker(
  { config, logger, connection }: ProcessParts,
  dependencies: Omit<PostDependencies, 'logger'>,
): Promise<Worker> {
  return await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue: publishingQueue,
    activities: createPostActivities({ ...dependencies, logger }),
    interceptors: { activity: [hideErrorDetails(logger)] },
    maxConcurrentActivityTaskExecutions: postsAtOnce,
    shutdownGraceTime,
  });
}
