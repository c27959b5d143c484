import { Worker, type WorkerOptions } from '@temporalio/worker';
import { createInferenceActivities } from '../activities/classification/images';
import { createModelActivities } from '../activities/classification/models';
import { createShadowInference } from '../activities/classification/shadow-runs';
import { startRealtimeEmitter } from '../activities/clients/realtime-emitter';
import { createTemporalClient } from '../activities/clients/temporal';
import { startWorkflowRelay } from '../activities/clients/workflow-relay';
import { openDatabase } from '../foundation/database';
import { activeModel } from '../models/classification/model-in-use';
import { modelLimits } from '../models/classification/model-limits';
import { registerModels } from '../models/classification/register-models';
import { inferenceQueue, interactiveQueue, modelQueue } from '../workflows/classification/contract';
import { hideErrorDetails } from './activity-errors';
import { createModelChecker } from './inference/model-checker';
import { createInferencePool } from './inference/pool';
import {
  maxHeartbeatThrottleInterval,
  type ProcessParts,
  shutdownGraceTime,
  type WorkerProcess,
} from './worker-process';

/** How many chunks a process works at a time: two keep the pool busy while one of them ends. */
export const chunksAtOnce = 2;

/**
 * Inference: this thread polls, beats and writes results; the pool's processes decode and compute. Single
 * images have slots of their own, and so have the checks of uploaded models, one at a time.
 */
export async function createInferenceProcess({
  config,
  logger,
  connection,
}: ProcessParts): Promise<WorkerProcess> {
  const database = openDatabase(config, logger);
  const temporal = createTemporalClient(config);
  const realtime = startRealtimeEmitter(config, logger);
  const relay = startWorkflowRelay({ database, temporal, logger });
  await registerModels(database, config.modelsDir);
  const warm = [await activeModel(database)];
  const classifier = createInferencePool(config, logger, { warm });
  const checker = createModelChecker(config, { limits: modelLimits });
  const activities = {
    ...createInferenceActivities({ database, classifier, realtime }),
    ...createShadowInference({ database, classifier }),
    ...createModelActivities({ database, checker }),
  };
  const options: Omit<WorkerOptions, 'taskQueue'> = {
    connection,
    namespace: config.temporal.namespace,
    activities,
    interceptors: { activity: [hideErrorDetails(logger)] },
    shutdownGraceTime,
    maxHeartbeatThrottleInterval,
  };
  const workers = await Promise.all([
    Worker.create({
      ...options,
      taskQueue: inferenceQueue,
      maxConcurrentActivityTaskExecutions: chunksAtOnce,
    }),
    Worker.create({
      ...options,
      taskQueue: interactiveQueue,
      maxConcurrentActivityTaskExecutions: 2 * config.inference.processes,
    }),
    Worker.create({ ...options, taskQueue: modelQueue, maxConcurrentActivityTaskExecutions: 1 }),
  ]);
  return {
    workers,
    close: async () => {
      await relay.close();
      await classifier.close();
      await realtime.close();
      await database.destroy();
    },
  };
}
