import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { createCollectActivities } from '../activities/classification/collect-images';
import { createShadowActivities } from '../activities/classification/shadow-runs';
import { createObjectStore } from '../activities/clients/object-store';
import { createImageProviders } from '../activities/clients/image-providers/providers';
import { createOwnerWorkflows } from '../activities/clients/owner-workflows';
import { startRealtimeEmitter } from '../activities/clients/realtime-emitter';
import { createPlatforms } from '../activities/clients/platforms/platforms';
import { createMailSender } from '../activities/clients/smtp-sender';
import { createTemporalClient } from '../activities/clients/temporal';
import { startWorkflowRelay } from '../activities/clients/workflow-relay';
import { createErasureActivities } from '../activities/identity/erasures';
import { createExportActivities } from '../activities/identity/exports';
import { createMailActivities } from '../activities/messaging/mails';
import { createBatchActivities } from '../activities/operations/batches';
import { createHousekeepingActivities } from '../activities/operations/housekeeping';
import { createReviewActivities } from '../activities/operations/reviews';
import { createImageGenerationActivities } from '../activities/studio/generate-image';
import { createAccountActivities } from '../activities/studio/accounts';
import { systemClock } from '../foundation/clock';
import { createMeasureActivities } from '../activities/studio/measure-post';
import { openDatabase } from '../foundation/database';
import { registerModels } from '../models/classification/register-models';
import { createAccountSeal } from '../models/studio/account-seal';
import { coreQueue } from '../workflows/operations/contract';
import { hideErrorDetails } from './activity-errors';
import { keepShippedModels } from './keep-shipped-models';
import { createImageWorker } from './image-worker';
import { createMailWorker } from './mail-worker';
import { createNamespaceWatch } from './prepare-temporal';
import { createPublishingWorkers } from './publishing-worker';
import { createWebhookWorker } from './webhook-worker';
import {
  maxHeartbeatThrottleInterval,
  type ProcessParts,
  shutdownGraceTime,
  type WorkerProcess,
} from './worker-process';

const workflowBundle = { codePath: join(__dirname, '..', 'workflow-bundle.js') };

/** Workflows, and the activities that wait for others: database, objects, Temporal. */
export async function createCoreProcess({
  config,
  logger,
  connection,
}: ProcessParts): Promise<WorkerProcess> {
  const database = openDatabase(config, logger);
  const temporal = createTemporalClient(config);
  const objectStore = createObjectStore(config);
  await objectStore.prepare();
  await registerModels(database, config.modelsDir);
  await keepShippedModels(objectStore, config.modelsDir);
  const realtime = startRealtimeEmitter(config, logger);
  const beforeSweep = createNamespaceWatch({ database, temporal, logger });
  const relay = startWorkflowRelay({ database, temporal, logger, beforeSweep });
  const sender = createMailSender(config);
  const platforms = createPlatforms(config);
  const seal = createAccountSeal(config);
  const providers = createImageProviders(config.images, config.outgoing);
  const studio = { database, objectStore, clock: systemClock, platforms, seal, providers };
  const parts = { config, logger, connection };
  const publishingWorkers = await createPublishingWorkers(parts, workflowBundle, studio);
  const mailWorker = await createMailWorker(parts, { database, sender });
  const webhookWorker = await createWebhookWorker(parts, database);
  const imageWorker = await createImageWorker(parts, studio);
  const worker = await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue: coreQueue,
    workflowBundle,
    activities: {
      ...createBatchActivities({ database }),
      ...createMailActivities({ database, domain: sender.domain }),
      ...createCollectActivities({ database, objectStore }),
      ...createReviewActivities({ database }),
      ...createImageGenerationActivities(studio, config.images),
      ...createAccountActivities(studio),
      ...createMeasureActivities(studio),
      ...createShadowActivities({ database }),
      ...createExportActivities({ database, objectStore }),
      ...createErasureActivities({
        database,
        objectStore,
        workflows: createOwnerWorkflows(temporal),
      }),
      ...createHousekeepingActivities({ database, temporal, objectStore, platforms }),
    },
    interceptors: { activity: [hideErrorDetails(logger)] },
    maxCachedWorkflows: config.worker.workflowCacheSize,
    shutdownGraceTime,
    maxHeartbeatThrottleInterval,
  });
  return {
    workers: [worker, mailWorker, webhookWorker, imageWorker, ...publishingWorkers],
    close: async () => {
      await relay.close();
      await realtime.close();
      await database.destroy();
    },
  };
}
