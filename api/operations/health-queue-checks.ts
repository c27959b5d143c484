// The queue of work: whether Temporal answers, and whether anybody takes from its queues.
import { outboxBacklog } from '../../models/operations/outbox.queries';
import type { HealthCheck } from '../../openapi/generated/types';
import { inferenceQueue, interactiveQueue } from '../../workflows/classification/contract';
import { mailQueue, webhookQueue } from '../../workflows/messaging/contract';
import { coreQueue } from '../../workflows/operations/contract';
import { imageQueue, preparingQueue, publishingQueue } from '../../workflows/studio/contract';
import type { Services } from '../services';
import { answered, ask, type Check, down } from './health-checks';

/** A poll lasts a minute at most, so whoever has not been seen for longer is gone. */
const seenWithinMs = 70_000;

// enum TaskQueueType of Temporal's API.
const workflowTasks = 1;
const activityTasks = 2;

/** Whether Temporal answers and a worker polls the core queue, and how many commands it has not accepted. */
export const checkQueue: Check = async (services) => {
  const [backlog, pollers] = await Promise.all([
    ask(() => outboxBacklog(services.database)),
    ask(() => countPollers(services, coreQueue, workflowTasks)),
  ]);
  const outbox = backlog.ok ? { outbox: backlog.value.waiting } : {};
  if (!pollers.ok) return down(pollers.reason, outbox);
  const check = answered(pollers.latency_ms, { pollers: pollers.value, ...outbox });
  if (pollers.value === 0) return { ...check, status: 'down', reason: 'no_poller' };
  const overdue = backlog.ok && backlog.value.overdue > 0;
  return overdue ? { ...check, status: 'degraded', reason: 'backlog' } : check;
};

/** Every queue under the name of its count, and the kind of task that is waited for there. */
const queues: Record<string, { queue: string; tasks: number }> = {
  core: { queue: coreQueue, tasks: workflowTasks },
  inference: { queue: inferenceQueue, tasks: activityTasks },
  inference_interactive: { queue: interactiveQueue, tasks: activityTasks },
  mail: { queue: mailQueue, tasks: activityTasks },
  webhooks: { queue: webhookQueue, tasks: activityTasks },
  images: { queue: imageQueue, tasks: activityTasks },
  preparing: { queue: preparingQueue, tasks: activityTasks },
  publishing: { queue: publishingQueue, tasks: activityTasks },
};

/** Counts the workers of each queue. */
export const checkWorkers: Check = async (services) => {
  const asked = await ask(() =>
    Promise.all(
      Object.values(queues).map(({ queue, tasks }) => countPollers(services, queue, tasks)),
    ),
  );
  if (!asked.ok) return down(asked.reason);
  const names = Object.keys(queues);
  const counts = Object.fromEntries(names.map((name, nth) => [name, asked.value[nth] ?? 0]));
  const check: HealthCheck = answered(asked.latency_ms, counts);
  return Math.min(...asked.value) > 0 ? check : { ...check, status: 'down', reason: 'no_poller' };
};

async function countPollers(
  { temporal, config }: Services,
  name: string,
  taskQueueType: number,
): Promise<number> {
  const { pollers } = await temporal.workflowService.describeTaskQueue({
    namespace: config.temporal.namespace,
    taskQueue: { name },
    taskQueueType,
  });
  const since = Date.now() - seenWithinMs;
  const seen = (pollers ?? []).filter(
    ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 >= since,
  );
  return new Set(seen.map(({ identity }) => identity)).size;
}
