import {
  cancelBatch,
  type ClassificationBatch,
  getBatch,
  listBatchItems,
  listImages,
  pauseBatch,
  resumeBatch,
  retryBatch,
  updateBatch,
} from '../../../clients/typescript';
import type { TestApi } from '../../support/api';
import { filePart, newPerson, type Person, startClassificationApi } from './classification-api';
import { picture } from './pictures';
import { spotted } from './temporal-fakes';
import { finish, truncated, work } from './worked-batch';
import { shippedVersion } from '../../support/shipped-version';

let api: TestApi;
let amina: Person;
let path: { id: string };
beforeAll(async () => {
  api = await startClassificationApi();
});
beforeEach(async () => {
  amina = await newPerson(api);
  path = { id: await newBatch(amina) };
});
afterAll(() => api.close());

async function newBatch(person: Person): Promise<string> {
  const parts = [1, 2, 3, 4].map((seed) => filePart('images', picture(seed), `tree-${seed}.png`));
  const response = await person.send('/classification/batches', [['name', 'Orchard'], ...parts]);
  return ((await response.json()) as ClassificationBatch).id;
}

const read = async (person = amina) => getBatch({ client: person.client, path });
const items = async (query = {}) => {
  const { data } = await listBatchItems({ client: amina.client, path, query, throwOnError: true });
  return data;
};

describe('a batch', () => {
  test('counts what came of its items while it runs', async () => {
    await work(
      api.services,
      path.id,
      (position) =>
        [spotted, { ...spotted, outcome: 'uncertain' as const }, truncated, null][position] ?? null,
    );
    api.clock.advance(30_000);
    const { data } = await read();
    expect(data).toMatchObject({
      state: 'running',
      progress: 0.75,
      counts: { total: 4, pending: 1, succeeded: 2, failed: 1, cancelled: 0 },
      class_counts: { spotted: 1, unaffected: 0 },
      outcome_counts: { classified: 1, uncertain: 1, not_a_plum: 0, unusable: 0 },
    });
    expect(data?.images_per_second).toBeGreaterThan(0);
    expect(data?.eta_seconds).toBeGreaterThan(0);
  });

  test('shows its items in order, and those that a filter names', async () => {
    await finish(api.services, path.id, (position) => (position === 2 ? truncated : spotted));
    const all = await items();
    expect(all.results.map(({ position, state }) => [position, state])).toEqual([
      [0, 'succeeded'],
      [1, 'succeeded'],
      [2, 'failed'],
      [3, 'succeeded'],
    ]);
    expect(all.results[2]).toMatchObject({
      source_name: 'tree-3.png',
      error: { code: 'image_truncated', title: 'The picture ends too early' },
    });
    expect(all.results[3]?.image).toMatchObject({
      label: 'spotted',
      model_version: shippedVersion,
    });
    const names = async (query: object) =>
      (await items(query)).results.map(({ source_name }) => source_name);
    expect(await names({ state: 'failed' })).toEqual(['tree-3.png']);
    expect(await names({ error_code: 'image_truncated' })).toEqual(['tree-3.png']);
    expect(await names({ label: 'spotted', search: 'TREE-4' })).toEqual(['tree-4.png']);
    expect(await names({ outcome: 'uncertain' })).toEqual([]);
    expect(await names({ search: 'tree_' })).toEqual([]);
    const images = await listImages({ client: amina.client, query: { batch_id: path.id } });
    expect(images.data?.count).toBe(4);
  });

  test('says why in French to those who read French', async () => {
    await finish(api.services, path.id, () => truncated);
    const response = await api.fetch(`/api/classification/batches/${path.id}/items`, {
      headers: { authorization: `Bearer ${amina.access}`, 'accept-language': 'fr-CM, en;q=0.5' },
    });
    const page = (await response.json()) as typeof items extends () => Promise<infer P> ? P : never;
    expect(page.results[0]?.error?.title).toBe("L'image s'arrête trop tôt");
  });
});

describe('pausing, resuming and cancelling', () => {
  test('write down what is wanted and poke the workflow', async () => {
    const { client } = amina;
    const { data, response } = await pauseBatch({ client, path });
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`/api/classification/batches/${path.id}`);
    expect(data).toMatchObject({ state: 'pending', desired_state: 'paused' });
    expect((await resumeBatch({ client, path })).data?.desired_state).toBe('running');
    expect((await cancelBatch({ client, path })).data?.desired_state).toBe('cancelled');
    const { error } = await resumeBatch({ client, path });
    expect(error).toMatchObject({ status: 409, code: 'batch_state_conflict' });
    const commands = api.services.database('workflow_commands').where({ subject_id: path.id });
    expect(await commands.where({ poke: true })).toHaveLength(3);
  });

  test('are refused when the batch has come to its end', async () => {
    await finish(api.services, path.id);
    for (const act of [pauseBatch, resumeBatch, cancelBatch]) {
      const { error } = await act({ client: amina.client, path });
      expect(error).toMatchObject({ status: 409, code: 'batch_state_conflict' });
    }
  });

  test('happen once per key', async () => {
    const headers = { 'Idempotency-Key': 'pause-1' };
    const first = await pauseBatch({ client: amina.client, path, headers });
    await resumeBatch({ client: amina.client, path });
    const again = await pauseBatch({ client: amina.client, path, headers });
    expect(again.data).toEqual(first.data);
    expect((await read()).data?.desired_state).toBe('running');
  });
});

describe('trying again', () => {
  test('touches what failed and nothing else', async () => {
    await finish(api.services, path.id, (position) => (position < 2 ? truncated : spotted));
    const { data } = await retryBatch({ client: amina.client, path });
    expect(data).toMatchObject({
      state: 'pending',
      attempt: 2,
      progress: 0.5,
      counts: { total: 4, pending: 2, succeeded: 2, failed: 0 },
      images_per_second: null,
    });
    await finish(api.services, path.id);
    const { data: ended } = await read();
    expect(ended).toMatchObject({ state: 'finished', counts: { succeeded: 4, failed: 0 } });
    expect((await items()).results.map(({ attempt }) => attempt)).toEqual([2, 2, 1, 1]);
  });

  test('is refused when nothing failed, or while there is work', async () => {
    const { client } = amina;
    expect((await retryBatch({ client, path })).error).toMatchObject({
      code: 'batch_state_conflict',
    });
    await finish(api.services, path.id);
    expect((await retryBatch({ client, path })).error).toMatchObject({ code: 'nothing_to_retry' });
  });
});

describe('renaming', () => {
  const rename = (person: Person, match: string | undefined, name = 'Orchard 8') =>
    updateBatch({
      client: person.client,
      path,
      body: { name },
      headers: match === undefined ? {} : { 'If-Match': match },
    });

  test('needs the version that the client saw', async () => {
    const seen = (await read()).response.headers.get('etag') ?? '';
    expect((await rename(amina, undefined)).error).toMatchObject({ code: 'precondition_required' });
    const { data, response } = await rename(amina, seen);
    expect(data?.name).toBe('Orchard 8');
    expect(response.headers.get('etag')).not.toBe(seen);
    const late = await rename(amina, seen, 'Orchard 9');
    expect(late.error).toMatchObject({ status: 412, code: 'precondition_failed' });
    expect((await rename(amina, '*', 'Orchard 10')).data?.name).toBe('Orchard 10');
  });

  test('lets one of two at the same time win', async () => {
    const seen = (await read()).response.headers.get('etag') ?? '';
    const answers = await Promise.all(['A', 'B', 'C'].map((name) => rename(amina, seen, name)));
    expect(answers.map(({ response }) => response.status).sort()).toEqual([200, 412, 412]);
  });
});

describe('a batch of somebody else', () => {
  test('is not there, whatever is tried', async () => {
    const { client } = await newPerson(api);
    const calls = [getBatch, listBatchItems, pauseBatch, resumeBatch, cancelBatch, retryBatch];
    for (const call of calls) {
      expect((await call({ client, path })).error).toMatchObject({ code: 'not_found' });
    }
    const headers = { 'If-Match': '*' };
    const renamed = await updateBatch({ client, path, headers, body: { name: 'Mine' } });
    expect(renamed.error).toMatchObject({ status: 404 });
    expect((await read()).data).toMatchObject({ name: 'Orchard', desired_state: 'running' });
  });

  test('obeys an admin, who leaves a trace', async () => {
    const admin = await newPerson(api, 'admin');
    const headers = { 'If-Match': '*' };
    expect((await read(admin)).response.status).toBe(200);
    await updateBatch({ client: admin.client, path, headers, body: { name: 'Checked' } });
    await pauseBatch({ client: admin.client, path });
    await pauseBatch({ client: amina.client, path });
    const trace = await api.services
      .database('audit_entries')
      .where({ subject_id: path.id })
      .orderBy('id');
    const by = { actor_id: admin.id, owner_id: amina.id, subject_type: 'batch' };
    expect(trace).toMatchObject([
      { ...by, action: 'batch.rename', changes: { name: ['Orchard', 'Checked'] } },
      { ...by, action: 'batch.pause' },
    ]);
    expect(trace[0]).toMatchObject({ request_id: expect.any(String) as string });
  });
});
