// A Temporal server of its own for a test file, and workers on it whose workflows come from the shipped bundle.
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Runtime, Worker } from '@temporalio/worker';

const workflowBundle = { codePath: join(__dirname, '..', '..', 'dist', 'workflow-bundle.js') };

/** Starts the time-skipping server; its time passes by itself only while a test waits for a result. */
export async function startTemporal(): Promise<TestWorkflowEnvironment> {
  Runtime.install({ logger: { ...silent, log: silent.trace } });
  const path = process.env['TEST_TIME_SKIPPING_SERVER'];
  if (!path) throw new Error('run the tests by `npm test`: it provides the time-skipping server');
  return await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
}

/** Runs `body` while workers poll the queues with the given activities. */
export async function withWorkers<T>(
  environment: TestWorkflowEnvironment,
  activities: Record<string, object>,
  body: () => Promise<T>,
): Promise<T> {
  const workers = await Promise.all(
    Object.entries(activities).map(([taskQueue, implementations]) =>
      Worker.create({
        connection: environment.nativeConnection,
        taskQueue,
        activities: implementations,
        workflowBundle,
        // The suite runs once with almost no cache, which makes the workflows replay at every step.
        maxCachedWorkflows: Number(process.env['TEST_WORKFLOW_CACHE'] ?? 100),
        maxHeartbeatThrottleInterval: '100ms',
        defaultHeartbeatThrottleInterval: '100ms',
      }),
    ),
  );
  const polling = workers.map((worker) => worker.run());
  try {
    return await body();
  } finally {
    for (const worker of workers) worker.shutdown();
    await Promise.all(polling);
  }
}

const nothing = (): void => undefined;
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
