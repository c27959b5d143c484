// One worker process: `main.js` polls the core queue, `main.js --queue inference` the two inference queues.
import { parseArgs } from 'node:util';
import { DefaultLogger, NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import { loadConfig } from '../foundation/config';
import { createLogger } from '../foundation/logging';
import { hookErrors } from '../foundation/transaction';
import { createCoreProcess } from './core-process';
import { createInferenceProcess } from './inference-process';
import { onShutdown } from './shutdown';
import type { WorkerProcess } from './worker-process';

const processes = { core: createCoreProcess, inference: createInferenceProcess };

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { queue: { type: 'string', default: 'core' } } });
  const create = processes[values.queue as keyof typeof processes];
  if (!create) throw new Error(`--queue must be one of: ${Object.keys(processes).join(', ')}`);
  const config = loadConfig();
  const logger = createLogger(config, `worker-${values.queue}`);
  hookErrors.report = (error) => logger.warn({ err: error }, 'after a commit');
  const log = new DefaultLogger('WARN', ({ level, message, meta }) => {
    logger[level === 'ERROR' ? 'error' : 'warn'](meta ?? {}, message);
  });
  Runtime.install({ shutdownSignals: [], logger: log });
  const stopping = onShutdown();
  const connection = await connect(config.temporal.address, stopping);
  if (!connection) return;
  const started: WorkerProcess = await create({ config, logger, connection });
  const polling = started.workers.map((worker) => worker.run());
  const stop = (): void => started.workers.forEach(shutDown);
  // The wish to stop may have come while the process was being put together.
  if (stopping.aborted) stop();
  else stopping.addEventListener('abort', stop);
  logger.info('polling');
  await Promise.all(polling).finally(started.close);
  await connection.close();
}

/** Waits for the Temporal server, which may start later than this process. */
async function connect(
  address: string,
  stopping: AbortSignal,
): Promise<NativeConnection | undefined> {
  while (!stopping.aborted) {
    try {
      return await NativeConnection.connect({ address });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  return undefined;
}

function shutDown(worker: Worker): void {
  if (worker.getState() === 'RUNNING') worker.shutdown();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : 'failed'}\n`);
    process.exit(1);
  },
);
