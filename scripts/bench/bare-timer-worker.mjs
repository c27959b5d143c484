// A worker of bare timers, with the settings of the product's own; tells its parent when each activity ran.
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

Runtime.install({ logger: new DefaultLogger('WARN') });

const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace = 'default' } = process.env;
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  namespace,
  taskQueue: 'bench-bare',
  workflowsPath: fileURLToPath(new URL('./bare-timer-workflow.mjs', import.meta.url)),
  activities: { stamp: async () => void process.send({ at: Date.now() }) },
  maxConcurrentActivityTaskExecutions: 200,
  maxCachedWorkflows: Number(process.env.WORKFLOW_CACHE_SIZE ?? 1_000),
});
process.once('disconnect', () => process.exit(0));
process.send('ready');
await worker.run();
