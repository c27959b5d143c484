// A Temporal server whose time jumps to the next timer while a result is awaited.
import { Runtime } from '@temporalio/worker';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { TemporalEnvironment } from './environment';

export interface SkippingEnvironment extends TemporalEnvironment {
  /** The server's time. */
  now(): Promise<Date>;
}

const nothing = (): void => undefined;
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Starts the server that `npm test` provides; its one namespace is the test file's own. */
export async function startTimeSkipping(): Promise<SkippingEnvironment> {
  const path = process.env['TEST_TIME_SKIPPING_SERVER'];
  if (!path) throw new Error('run the tests by `npm test`: it provides the server');
  Runtime.install({
    logger: { ...silent, log: silent.trace },
    // This server lacks capabilities that every worker would warn of.
    telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } },
    shutdownSignals: [],
  });
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  return {
    client: environment.client,
    nativeConnection: environment.nativeConnection,
    namespace: environment.namespace ?? 'default',
    now: async () => new Date(await environment.currentTimeMs()),
    close: async () => await environment.teardown(),
  };
}
