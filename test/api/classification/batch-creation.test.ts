import http from 'node:http';
import {
  type ClassificationBatch,
  createBatch,
  listBatches,
  listBatchItems,
  listEvents,
  type Problem,
} from '../../../clients/typescript';
import type { TestApi } from '../../support/api';
import { until } from '../../support/until';
import {
  filePart,
  newPerson,
  type Person,
  startClassificationApi,
  storedObjects,
} from './classification-api';
import { drawing, picture } from './pictures';
import { shippedVersion } from '../../support/shipped-version';

let api: TestApi;
let amina: Person;
beforeAll(async () => {
  api = await startClassificationApi();
});
beforeEach(async () => {
  amina = await newPerson(api);
});
afterAll(() => api.close());

const path = '/classification/batches';
const batchOf = async (response: Response) => (await response.json()) as ClassificationBatch;
const problemOf = async (response: Response) => (await response.json()) as Problem;
const pictures = (...seeds: number[]) =>
  seeds.map((seed) => filePart('images', picture(seed), `tree-${seed}.png`));
const itemsOf = async (id: string) => {
  const { data } = await listBatchItems({ client: amina.client, path: { id }, throwOnError: true });
  return data.results;
};

describe('a batch of files', () => {
  test('is accepted with its items, its workflow asked for and its owner told', async () => {
    const options = JSON.stringify({ stop_at_failure_rate: 0.5 });
    const texts: [string, string][] = [
      ['name', 'Orchard 7'],
      ['options', options],
    ];
    const response = await amina.send(path, [...texts, ...pictures(1, 2, 3)]);
    expect(response.status).toBe(202);
    const batch = await batchOf(response);
    expect(response.headers.get('location')).toBe(`/api/classification/batches/${batch.id}`);
    expect(response.headers.get('etag')).toBe('"1"');
    expect(batch).toMatchObject({
      name: 'Orchard 7',
      state: 'pending',
      progress: 0,
      counts: { total: 3, pending: 3, succeeded: 0, failed: 0, cancelled: 0 },
      options: { model_version: shippedVersion, stop_at_failure_rate: 0.5 },
      images_per_second: null,
    });
    expect((await itemsOf(batch.id)).map((item) => item.source_name)).toEqual([
      'tree-1.png',
      'tree-2.png',
      'tree-3.png',
    ]);
    const { database } = api.services;
    expect(await database('workflow_commands').where({ subject_id: batch.id })).toMatchObject([
      { workflow_type: 'processBatch', poke: false },
    ]);
    const { data } = await listEvents({ client: amina.client });
    expect(data?.results).toMatchObject([{ type: 'batch.created', subject: { id: batch.id } }]);
    expect(await storedObjects(api, amina.id)).toHaveLength(3);
  });

  test('takes what is no good as items that say why, in their places', async () => {
    const large = Buffer.concat([picture(1), Buffer.alloc(51 * 2 ** 20)]);
    const response = await amina.send(path, [
      filePart('images', large, 'large.png'),
      ...pictures(1, 2),
      filePart('images', Buffer.alloc(0), 'empty.png'),
      filePart('images', picture(1), 'twin.png'),
      filePart('images', drawing, 'drawing.svg'),
    ]);
    const batch = await batchOf(response);
    expect(batch.counts).toMatchObject({ total: 6, failed: 3, pending: 3 });
    const items = await itemsOf(batch.id);
    expect(items.map(({ source_name, error }) => [source_name, error?.code ?? null])).toEqual([
      ['large.png', 'file_too_large'],
      ['tree-1.png', null],
      ['tree-2.png', null],
      ['empty.png', 'empty_file'],
      ['twin.png', 'duplicate_in_batch'],
      ['drawing.svg', null],
    ]);
    await until(async () => (await storedObjects(api, amina.id)).length === 3);
  });

  test('is named after the date where its owner is', async () => {
    const batch = await batchOf(await amina.send(path, pictures(1)));
    expect(batch.name).toBe(api.clock.now().toISOString().slice(0, 10));
  });

  test('is made once per key', async () => {
    const first = await amina.send(path, pictures(1, 2), 'key');
    const again = await amina.send(path, pictures(1, 2), 'key');
    expect(again.status).toBe(202);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await batchOf(again)).toEqual(await batchOf(first));
    const other = await amina.send(path, pictures(1, 3), 'key');
    expect(await problemOf(other)).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    const { data } = await listBatches({ client: amina.client });
    expect(data?.count).toBe(1);
    expect(await storedObjects(api, amina.id)).toHaveLength(2);
  });

  test('may have 10,000 files and not one more', async () => {
    const part =
      '--x\r\nContent-Disposition: form-data; name="images"; filename="a.png"\r\n\r\n\r\n';
    const send = (count: number) =>
      api.fetch(`/api${path}`, {
        method: 'POST',
        body: `${part.repeat(count)}--x--\r\n`,
        headers: {
          authorization: `Bearer ${amina.access}`,
          'content-type': 'multipart/form-data; boundary=x',
        },
      });
    expect(await problemOf(await send(10_001))).toMatchObject({ code: 'too_many_files' });
    const batch = await batchOf(await send(10_000));
    expect(batch.counts).toMatchObject({ total: 10_000, failed: 10_000 });
  });
});

describe('a request that is refused leaves nothing in the store', () => {
  test.each<[string, [string, Blob | string, string?][], number, string]>([
    ['without files', [['name', 'Nothing']], 400, 'batch_empty'],
    [
      'with a name that is too long',
      [['name', 'x'.repeat(201)], ...pictures(1)],
      400,
      'validation_failed',
    ],
    ['with a text after the files', [...pictures(1), ['name', 'late']], 400, 'validation_failed'],
    [
      'with an unknown option',
      [['options', '{"speed":9}'], ...pictures(1)],
      400,
      'validation_failed',
    ],
    [
      'with options that are no JSON',
      [['options', 'fast'], ...pictures(1)],
      400,
      'validation_failed',
    ],
    [
      'with an unknown model',
      [['options', '{"model_version":"m-9"}'], ...pictures(1)],
      400,
      'validation_failed',
    ],
    [
      'with an unknown part',
      [...pictures(1, 2), filePart('video', picture(3), 'a.mp4')],
      400,
      'validation_failed',
    ],
  ])('%s', async (_name, parts, status, code) => {
    const response = await amina.send(path, parts);
    expect(await problemOf(response)).toMatchObject({ status, code });
    expect(await storedObjects(api, amina.id)).toEqual([]);
    expect((await listBatches({ client: amina.client })).data?.count).toBe(0);
  });

  test('when the client hangs up in the middle', async () => {
    const [, value, filename] = filePart('images', picture(1), 'first.png');
    const form = new FormData();
    form.append('images', value, filename);
    const whole = new Response(form);
    const bytes = Buffer.from(await whole.arrayBuffer());
    const request = http.request(`${api.url}/api${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${amina.access}`,
        'content-type': whole.headers.get('content-type') ?? '',
        'content-length': bytes.length + 1_000,
      },
    });
    request.on('error', () => undefined);
    // All of the picture and the beginning of a part that never comes.
    request.write(bytes.subarray(0, bytes.lastIndexOf('--')));
    request.write('\r\nContent-Disposition: form-data; name="images"');
    await until(async () => (await storedObjects(api, amina.id)).length === 1);
    request.destroy();
    await until(async () => (await storedObjects(api, amina.id)).length === 0);
    expect((await listBatches({ client: amina.client })).data?.count).toBe(0);
  });
});

test('who may not classify makes no batch', async () => {
  const { database } = api.services;
  await database('user_roles').where({ user_id: amina.id }).delete();
  const client = amina.client;
  api.clock.advance(10_000);
  const { error } = await createBatch({ client, body: { source: { upload_ids: [] } } });
  expect(error).toMatchObject({ status: 403, code: 'forbidden' });
});
