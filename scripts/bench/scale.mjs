import { createRequire } from 'node:module';
import { newUser } from './client.mjs';
import { figure, median } from './figure.mjs';
import { distinctPictures } from './pictures.mjs';

/** What an image costs in a batch of 10,000 against one of 100, and how much history the large one leaves. */
export async function measureScale(stack, { images, quick }) {
  const large = await secondsPerImage(stack, images, quick ? 1_000 : 10_000);
  const small = [];
  for (let round = 0; round < 5; round++) small.push(await secondsPerImage(stack, images, 100));
  const events = await historyLength(stack, large.id);
  const ratio = large.seconds / median(small.map(({ seconds }) => seconds));
  return [
    figure('cost_per_image_10000_against_100', ratio, 'ratio', { most: 1.1 }),
    figure('history_events_of_10000', events, 'events', { most: 599 }),
  ];
}

async function secondsPerImage(stack, images, count) {
  const user = await newUser(stack.urls.api);
  await user.listen();
  const { id } = await user.startBatch(await distinctPictures(images, count));
  const batch = await user.finished(id);
  user.close();
  const ms = Date.parse(batch.finished_at) - Date.parse(batch.started_at);
  return { id, seconds: ms / 1000 / count };
}

async function historyLength({ env }, batchId) {
  const { Client, Connection } = createRequire(import.meta.url)('@temporalio/client');
  const connection = await Connection.connect({ address: env.TEMPORAL_ADDRESS });
  try {
    const client = new Client({ connection });
    const query = `WorkflowType = "processBatch" and subjectId = "${batchId}"`;
    for await (const { historyLength } of client.workflow.list({ query })) return historyLength;
    throw new Error('The workflow of the batch is not listed');
  } finally {
    await connection.close();
  }
}
