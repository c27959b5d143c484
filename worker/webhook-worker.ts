import { Worker } from '@temporalio/worker';
import type { Knex } from 'knex';
import { createWebhookSender } from '../activities/clients/webhook-sender';
import { createWebhookActivities } from '../activities/messaging/webhooks';
import { systemClock } from '../foundation/clock';
import { createAddressGuard } from '../foundation/public-addresses';
import { createWebhookSeal } from '../models/messaging/webhook-secrets';
import { webhookQueue } from '../workflows/messaging/contract';
import { hideErrorDetails } from './activity-errors';
import {
  maxHeartbeatThrottleInterval,
  type ProcessParts,
  shutdownGraceTime,
} from './worker-process';

/** Requests that one process has under way. Most of their time is waiting for others. */
const requestsAtOnce = 50;

/** Polls the queue of requests to servers of users. */
export async function createWebhookWorker(
  { config, logger, connection }: ProcessParts,
  database: Knex,
): Promise<Worker> {
  const { allowHttp, allowRanges } = config.outgoing;
  const send = createWebhookSender({ allowHttp, guard: createAddressGuard(allowRanges) });
  const seal = createWebhookSeal(config);
  return await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue: webhookQueue,
    activities: createWebhookActivities({ database, clock: systemClock, seal, send }),
    interceptors: { activity: [hideErrorDetails(logger)] },
    maxConcurrentActivityTaskExecutions: requestsAtOnce,
    shutdownGraceTime,
    maxHeartbeatThrottleInterval,
  });
}
