import {
  cancelShadowRun,
  createShadowRun,
  getShadowRun,
  listEvents,
  listShadowRuns,
  type Problem,
  type ShadowRun,
} from '../../../clients/typescript';
import { transaction } from '../../../foundation/transaction';
import { Image } from '../../../models/classification/image';
import type { ImageResult } from '../../../models/classification/record-results';
import {
  claimShadowRun,
  finishShadowRun,
  pendingShadowImages,
  recordShadowAnswers,
} from '../../../models/classification/work-shadow-run';
import type { TestApi } from '../../support/api';
import { filePart, newPerson, type Person, startClassificationApi } from './classification-api';
import { readyModel, shippedVersion } from './model-uploads';
import { picture } from './pictures';
import { spotted } from './temporal-fakes';
import { finish } from './worked-batch';

let api: TestApi;
let amina: Person;
let admin: Person;
let version: string;
beforeAll(async () => {
  api = await startClassificationApi();
  amina = await newPerson(api);
  admin = await newPerson(api, 'admin');
  ({ id: version } = await readyModel(api, admin));
  const parts = [1, 2, 3, 4].map((one) => filePart('images', picture(one), `${one}.png`));
  const response = await amina.send('/classification/batches', parts);
  await finish(api.services, ((await response.json()) as { id: string }).id);
});
afterAll(() => api.close());

const path = { id: '' };
beforeEach(() => void (path.id = version));

async function start(images = 10): Promise<ShadowRun> {
  const { client } = admin;
  return (await createShadowRun({ client, path, body: { images }, throwOnError: true })).data;
}

async function read(shadow_run_id: string, person = amina): Promise<ShadowRun> {
  const where = { ...path, shadow_run_id };
  const { data } = await getShadowRun({ client: person.client, path: where, throwOnError: true });
  return data;
}

/** Answers the pictures of a run as a worker would: by their place. */
async function answer(run_id: string, answers: ImageResult[]): Promise<void> {
  const { database } = api.services;
  const plan = await transaction(database, (tx) => claimShadowRun(tx, run_id));
  const images = await pendingShadowImages(database, { run_id, from: 0, to: plan?.total ?? 0 });
  const given = images.flatMap(({ position }) => {
    const one = answers[position];
    return one ? [{ position, answer: one }] : [];
  });
  await transaction(database, (tx) => recordShadowAnswers(tx, run_id, given));
}

const end = (run_id: string, state: 'finished' | 'cancelled' | 'failed' = 'finished') =>
  transaction(api.services.database, (tx) =>
    finishShadowRun(tx, { run_id, state, error_code: state === 'failed' ? 'internal' : null }),
  );

const bruised: ImageResult = {
  ok: true,
  media_type: 'image/png',
  width: 8,
  height: 8,
  outcome: 'uncertain',
  label: 'bruised',
  confidence: 0.5,
  probabilities: {
    unaffected: 0.02,
    unripe: 0.02,
    spotted: 0.42,
    cracked: 0.02,
    bruised: 0.5,
    rotten: 0.02,
  },
  latency_ms: 25,
};
const unread: ImageResult = { ok: false, error_code: 'object_missing', detail: 'gone' };

describe('a shadow run', () => {
  test('is accepted from an admin, and seen by everybody', async () => {
    const { client } = admin;
    const { data, response } = await createShadowRun({ client, path, body: { images: 2 } });
    expect(response.status).toBe(202);
    expect(data).toMatchObject({ state: 'pending', images: 2, total: null, comparison: null });
    const location = `/api/classification/models/${version}/shadow-runs/${data?.id}`;
    expect(response.headers.get('location')).toBe(location);
    expect(await read(data?.id ?? '')).toEqual(data);
    const list = await listShadowRuns({ client: amina.client, path });
    expect(list.data?.results).toEqual([data]);
    const commands = await api.services
      .database('workflow_commands')
      .where({ workflow_id: `shadow-run:${data?.id}` });
    expect(commands).toMatchObject([{ workflow_type: 'shadowRun' }]);
    const actions = await api.services
      .database('audit_entries')
      .where({ subject_type: 'model', subject_id: version })
      .pluck('action');
    expect(actions).toContain('model.shadow_run');
  });

  test('is for admins, for versions that are there, for 1,000 pictures at most', async () => {
    const { client } = admin;
    const wish = (person: Person, images: number, id = version) =>
      createShadowRun({ client: person.client, path: { id }, body: { images } });
    expect((await wish(amina, 1)).response.status).toBe(403);
    expect((await wish(admin, 1_001)).response.status).toBe(400);
    expect((await wish(admin, 0)).response.status).toBe(400);
    expect((await wish(admin, 1, 'plum-0')).response.status).toBe(404);
    const list = await listShadowRuns({ client, path: { id: 'plum-0' } });
    expect(list.response.status).toBe(404);
    const other = { id: shippedVersion, shadow_run_id: (await start()).id };
    expect((await getShadowRun({ client, path: other })).response.status).toBe(404);
  });

  test('compares the answers with those on record, and touches no picture', async () => {
    const before = await Image.query(api.services.database).orderBy('id');
    const { id } = await start();
    await answer(id, [spotted, bruised, spotted, unread]);
    expect(await read(id)).toMatchObject({ state: 'running', total: 4, done: 4 });
    await end(id);
    const done = await read(id);
    expect(done).toMatchObject({ state: 'finished', error: null });
    expect(done.comparison).toEqual({
      compared: 3,
      failed: 1,
      agreement: 0.666667,
      changes: [
        { from: 'spotted', to: 'spotted', count: 2 },
        { from: 'spotted', to: 'bruised', count: 1 },
      ],
      mean_probability_difference: 0.053333,
      uncertain: { recorded: 0, candidate: 0.333333 },
      speed_ratio: 1,
      reviewed: { count: 0, recorded_accuracy: null, candidate_accuracy: null },
    });
    expect(await Image.query(api.services.database).orderBy('id')).toEqual(before);
    const left = await api.services.database('classification_shadow_results');
    expect(left.filter(({ shadow_run_id }) => shadow_run_id === id)).toEqual([]);
    const { data } = await listEvents({ client: admin.client });
    const told = data?.results.filter(({ subject }) => subject.id === id);
    expect(told).toMatchObject([
      { type: 'shadow_run.finished', data: { model_version: version, agreement: 0.666667 } },
    ]);
  });

  test('says how right both are where a person has looked', async () => {
    const { database } = api.services;
    const [first, second] = await database('classification_images').orderBy('id');
    await database('classification_images')
      .whereIn('id', [first.id, second.id])
      .update({ reviewed_label: 'spotted' });
    const { id } = await start();
    // The most recent picture is looked at first.
    await answer(id, [spotted, spotted, bruised, spotted]);
    await end(id);
    const { comparison } = await read(id);
    expect(comparison?.reviewed).toEqual({
      count: 2,
      recorded_accuracy: 1,
      candidate_accuracy: 0.5,
    });
    await database('classification_images').update({ reviewed_label: null });
  });

  test('looks at the most recent pictures only, each once, whatever is repeated', async () => {
    const { id } = await start(2);
    await answer(id, [spotted]);
    await answer(id, [bruised, spotted]);
    expect(await read(id)).toMatchObject({ total: 2, done: 2 });
    await end(id);
    await end(id, 'failed');
    expect(await read(id)).toMatchObject({ state: 'finished', comparison: { agreement: 1 } });
  });

  test('is cancelled by a wish in its row, until it has ended', async () => {
    const { id } = await start();
    const where = { ...path, shadow_run_id: id };
    const cancel = (person: Person) => cancelShadowRun({ client: person.client, path: where });
    expect((await cancel(amina)).response.status).toBe(403);
    expect((await cancel(admin)).response.status).toBe(202);
    expect((await cancel(admin)).response.status).toBe(202);
    const commands = await api.services
      .database('workflow_commands')
      .where({ workflow_id: `shadow-run:${id}`, poke: true });
    expect(commands.length).toBeLessThanOrEqual(1);
    await end(id, 'cancelled');
    expect(await read(id)).toMatchObject({ state: 'cancelled', comparison: null, error: null });
    const late = await cancel(admin);
    expect(late.response.status).toBe(409);
    expect((late.error as Problem).code).toBe('shadow_run_ended');
  });

  test('that fails says so, and no more', async () => {
    const { id } = await start();
    await end(id, 'failed');
    const error = { code: 'work_failed', title: 'The model could not do the work' };
    const where = { ...path, shadow_run_id: id };
    const headers = { 'accept-language': 'en' };
    const { data } = await getShadowRun({ client: amina.client, path: where, headers });
    expect(data).toMatchObject({ state: 'failed', error, comparison: null });
  });
});
