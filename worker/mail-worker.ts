import { Worker } from '@temporalio/worker';
import type { Knex } from 'knex';
import type { MailSender } from '../activities/clients/smtp-sender';
import { createMailDelivery } from '../activities/messaging/mails';
import { mailQueue } from '../workflows/messaging/contract';
import { hideErrorDetails } from './activity-errors';
import {
  maxHeartbeatThrottleInterval,
  type ProcessParts,
  shutdownGraceTime,
} from './worker-process';

/** How many connections a mail server gets from one process at a time; many refuse more. */
const mailsAtOnce = 5;

/** Takes mails from their queue, as many at once as there may be connections. */
export async function createMailWorker(
  { config, logger, connection }: ProcessParts,
  { database, sender }: { database: Knex; sender: MailSender },
): Promise<Worker> {
  const { secretKey, appUrl, api } = config;
  const links = { secretKey, appUrl, publicUrl: api.publicUrl };
  return await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue: mailQueue,
    activities: createMailDelivery({ database, sender, logger, ...links }),
    interceptors: { activity: [hideErrorDetails(logger)] },
    maxConcurrentActivityTaskExecutions: mailsAtOnce,
    shutdownGraceTime,
    maxHeartbeatThrottleInterval,
  });
}
