// The API process: settings, services, server; it drains and ends when told to, or when its starter is gone.
import { prepareDecoders } from '../activities/clients/classifier-input';
import { startWorkflowRelay } from '../activities/clients/workflow-relay';
import { loadConfig } from '../foundation/config';
import { createLogger } from '../foundation/logging';
import { hookErrors } from '../foundation/transaction';
import { registerModels } from '../models/classification/register-models';
import { startServer } from './server';
import { createServices } from './services';

async function main(): Promise<void> {
  const config = loadConfig();
  const logger = createLogger(config, 'api');
  prepareDecoders();
  hookErrors.report = (error) => logger.error({ err: error }, 'after a commit');
  const services = createServices(config, logger);
  const { database, temporal } = services;
  await registerModels(database, config.modelsDir);
  await services.objectStore.prepare();
  const relay = startWorkflowRelay({ database, temporal, logger });
  const running = await startServer(services);
  logger.info({ address: running.server.address() }, 'listening');
  process.send?.({ type: 'ready' });

  let stopping = false;
  const stop = async (reason: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'stopping');
    await running.close();
    await relay.close();
    await services.close();
  };
  const stopAndExit = (reason: string): void => {
    stop(reason).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stopAndExit);
  process.on('disconnect', () => stopAndExit('the starter is gone'));
}

main().catch((error: unknown) => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
