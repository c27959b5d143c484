import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import knex from 'knex';
import { createTemporalClient } from '../../../activities/clients/temporal';
import {
  getDatabaseHealth,
  getHealth,
  getQueueHealth,
  getStorageHealth,
  getWorkerHealth,
} from '../../../clients/typescript';
import type { Services } from '../../../api/services';
import { startTestApi, type TestApi } from '../../support/api';

// Nothing listens there.
const nowhere = '127.0.0.1:9';

let api: TestApi;
let whole: Services;
beforeEach(async () => {
  api = await startTestApi(/^operations\//);
  whole = { ...api.services };
});
afterEach(async () => {
  Object.assign(api.services, whole);
  await api.close();
});

/** A Temporal whose queues are polled as told: queue to the age of its last poll in milliseconds. */
function polled(ages: Record<string, number>): Services['temporal'] {
  const describeTaskQueue = ({ taskQueue }: { taskQueue: { name: string } }) => {
    const age = ages[taskQueue.name];
    if (age === undefined) return Promise.resolve({ pollers: [] });
    const lastAccessTime = { seconds: Math.floor((Date.now() - age) / 1_000) };
    return Promise.resolve({ pollers: [{ identity: 'a', lastAccessTime }] });
  };
  const fake = {
    workflowService: { describeTaskQueue },
    withDeadline: <T>(_deadline: number, call: () => Promise<T>) => call(),
  };
  return fake as unknown as Services['temporal'];
}

const everyQueue = {
  ...{ core: 0, inference: 0, 'inference-interactive': 0, mail: 0, webhooks: 0 },
  ...{ images: 0, preparing: 0, publishing: 0 },
};
const client = () => api.client();

test('everything is well when every part answers and every queue is polled', async () => {
  api.services.temporal = polled(everyQueue);
  const { data } = await getHealth({ client: client() });
  expect(data).toMatchObject({
    status: 'ok',
    checks: {
      db: { status: 'ok', reason: null },
      redis: { status: 'ok', counts: { pollers: 1, outbox: 0 } },
      storage: { status: 'ok' },
      worker: {
        status: 'ok',
        counts: {
          ...{ core: 1, inference: 1, inference_interactive: 1, mail: 1, webhooks: 1 },
          ...{ images: 1, preparing: 1, publishing: 1 },
        },
      },
    },
  });
});

test('a Temporal without workers is seen for what it is', async () => {
  const queue = await getQueueHealth({ client: client() });
  expect(queue.response.status).toBe(503);
  expect(queue.error).toMatchObject({
    status: 'down',
    checks: { redis: { reason: 'no_poller', counts: { pollers: 0 } } },
  });
  const { error } = await getWorkerHealth({ client: client() });
  expect(error).toMatchObject({ checks: { worker: { status: 'down', reason: 'no_poller' } } });
});

test('a worker that has not polled for more than a minute is gone', async () => {
  api.services.temporal = polled({ ...everyQueue, inference: 80_000 });
  const { error } = await getWorkerHealth({ client: client() });
  expect(error).toMatchObject({
    checks: { worker: { status: 'down', counts: { core: 1, inference: 0 } } },
  });
  expect((await getQueueHealth({ client: client() })).response.status).toBe(200);
});

const ofActivities = ['mail', 'webhooks', 'images', 'preparing', 'publishing'];
test.each(ofActivities)('a queue of %s that nobody takes from is seen', async (queue) => {
  api.services.temporal = polled({ ...everyQueue, [queue]: 80_000 });
  const { error } = await getWorkerHealth({ client: client() });
  expect(error).toMatchObject({
    checks: { worker: { status: 'down', reason: 'no_poller', counts: { core: 1, [queue]: 0 } } },
  });
});

test('without Temporal the server can still accept work', async () => {
  const temporal = createTemporalClient({ temporal: { address: nowhere, namespace: 'default' } });
  api.services.temporal = temporal;
  const { data } = await getHealth({ client: client() });
  expect(data).toMatchObject({
    status: 'degraded',
    checks: { db: { status: 'ok' }, redis: { status: 'down' }, worker: { status: 'down' } },
  });
  expect((await getQueueHealth({ client: client() })).response.status).toBe(503);
});

test('a part that hangs is not waited for', async () => {
  const describeTaskQueue = () => new Promise(() => undefined);
  const silent = { workflowService: { describeTaskQueue } };
  api.services.temporal = silent as unknown as Services['temporal'];
  const { error } = await getWorkerHealth({ client: client() });
  expect(error).toMatchObject({ checks: { worker: { status: 'down', reason: 'timeout' } } });
});

test('commands that were not passed on are a backlog', async () => {
  api.services.temporal = polled(everyQueue);
  await whole.database.raw(
    `insert into workflow_commands
       (id, owner_id, workflow_id, workflow_type, input, subject_id, summary, due_at)
     values (uuidv7(), uuidv7(), 'w', 't', '{}', uuidv7(), 's', now() - interval '1 minute'),
       (uuidv7(), uuidv7(), 'w', 't', '{}', uuidv7(), 's', now() + interval '1 minute')`,
  );
  const { data, response } = await getQueueHealth({ client: client() });
  expect(response.status).toBe(200);
  expect(data).toMatchObject({
    status: 'degraded',
    checks: { redis: { reason: 'backlog', counts: { outbox: 1 } } },
  });
});

test('without the database the server is down, and nothing secret is told', async () => {
  api.services.temporal = polled(everyQueue);
  const connection = `postgresql://me:secret@${nowhere}/db`;
  const database = knex({ client: 'pg', connection, log: { warn: () => undefined } });
  api.services.database = database;
  const { error } = await getHealth({ client: client() });
  expect(error).toMatchObject({
    status: 'down',
    checks: { db: { status: 'down', latency_ms: null, reason: 'unreachable' } },
  });
  expect(JSON.stringify(error)).not.toMatch(/secret|127\.0/);
  expect((await getDatabaseHealth({ client: client() })).response.status).toBe(503);
  await database.destroy();
});

test('a store that cannot be written to is down', async () => {
  expect((await getStorageHealth({ client: client() })).data).toMatchObject({ status: 'ok' });
  const { storage } = api.services.config;
  const folder = storage.driver === 'local' ? storage.directory : '';
  await rm(join(folder, '.unfinished'), { recursive: true });
  await writeFile(join(folder, '.unfinished'), 'in the way');
  const { error } = await getStorageHealth({ client: client() });
  expect(error).toMatchObject({ checks: { storage: { status: 'down', reason: 'unreachable' } } });
});
