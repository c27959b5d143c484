// A Temporal namespace of its own for a test file, and workers on it whose workflows come from the shipped bundle.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { until } from '../support/until';

export const workflowBundle = {
  codePath: join(__dirname, '..', '..', 'dist', 'workflow-bundle.js'),
};

export interface TemporalEnvironment {
  client: Client;
  nativeConnection: NativeConnection;
  namespace: string;
  close(): Promise<void>;
}

/** Registers a namespace on the server that `npm test` provides, and waits until it may be used. */
export async function startTemporal(): Promise<TemporalEnvironment> {
  const address = process.env['TEST_TEMPORAL_ADDRESS'];
  if (!address) throw new Error('run the tests by `npm test`: it provides a Temporal server');
  Runtime.install({ logger: { ...silent, log: silent.trace }, shutdownSignals: [] });
  const connection = await Connection.connect({ address, interceptors: [] });
  const nativeConnection = await NativeConnection.connect({ address });
  const namespace = `test-${randomUUID()}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  const client = new Client({ connection, namespace, identity: 'test' });
  await until(() => isUsable(client));
  return {
    client,
    nativeConnection,
    namespace,
    close: async () => {
      await nativeConnection.close();
      await connection.close();
    },
  };
}

async function isUsable(client: Client): Promise<boolean> {
  try {
    for await (const _ of client.workflow.list({ pageSize: 1 })) break;
    return true;
  } catch {
    return false;
  }
}

/** Runs `body` while workers poll the queues with the given activities. */
export async function withWorkers<T>(
  { nativeConnection: connection, namespace }: TemporalEnvironment,
  activities: Record<string, object>,
  body: () => Promise<T>,
): Promise<T> {
  const workers = await Promise.all(
    Object.entries(activities).map(([taskQueue, implementations]) =>
      Worker.create({
        connection,
        namespace,
        identity: 'test',
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
