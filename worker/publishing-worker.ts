import { Worker, type WorkerOptions, type WorkflowBundleOption } from '@temporalio/worker';
import type { PostDependencies } from '../activities/studio/prepared-post';
import { createPostActivities } from '../activities/studio/publish-post';
import { preparingQueue, publishingQueue } from '../workflows/studio/contract';
import { hideErrorDetails } from './activity-errors';
import { type ProcessParts, shutdownGraceTime } from './worker-process';

/** Posts that one process prepares at a time: it has their pictures in memory. */
export const preparedAtOnce = 40;

/** Calls to publish that one process has under way. Nearly all of their time is waiting for platforms. */
const publishedAtOnce = 200;

/**
 * How long a step of a workflow waits for the process that has it in memory. After the usual 10 seconds the steps of a
 * thousand posts would go back one by one to be replayed, which makes all of them later. What waits for a process that was
 * killed goes back only then, too.
 */
const stickyQueueScheduleToStartTimeout = '20s';

/**
 * Polls the queues of posts, which nothing else stands in: one of their workflows and of what these do when they are due.
 * A platform may take minutes for the pictures of posts that are not due yet, so that those have a queue of their own, and
 * what is due does not wait behind them.
 */
export async function createPublishingWorkers(
  parts: ProcessParts,
  workflowBundle: WorkflowBundleOption,
  dependencies: Omit<PostDependencies, 'logger'>,
): Promise<Worker[]> {
  const given = { ...dependencies, logger: parts.logger };
  const { preparePost, ...publishing } = createPostActivities(given);
  return [
    await createWorker(parts, {
      ...{ taskQueue: preparingQueue, activities: { preparePost } },
      maxConcurrentActivityTaskExecutions: preparedAtOnce,
    }),
    await createWorker(parts, {
      ...{ taskQueue: publishingQueue, activities: publishing, workflowBundle },
      maxConcurrentActivityTaskExecutions: publishedAtOnce,
      maxCachedWorkflows: parts.config.worker.workflowCacheSize,
      stickyQueueScheduleToStartTimeout,
    }),
  ];
}

async function createWorker(
  { config, logger, connection }: ProcessParts,
  options: WorkerOptions,
): Promise<Worker> {
  return await Worker.create({
    ...options,
    connection,
    namespace: config.temporal.namespace,
    interceptors: { activity: [hideErrorDetails(logger)] },
    shutdownGraceTime,
  });
}
