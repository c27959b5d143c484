// The life of a version through HTTP alone: uploaded, checked, tried, activated, used, and taken back; and beside it
// what must never come that far.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { modelKey } from '../../activities/clients/model-key';
import {
  activateModel,
  type ClassificationModel,
  createShadowRun,
  getMe,
  getModel,
  getShadowRun,
  listModels,
  type ModelCard,
  type ModelThresholdsSetting,
  rollBackModel,
  updateModel,
  uploadModel,
} from '../../clients/typescript';
import { openDatabase } from '../../foundation/database';
import { createLogger } from '../../foundation/logging';
import { manyPictures } from '../faults/pictures';
import { until } from '../support/until';
import { looping } from '../worker/inference/onnx-models';
import { readBatch, readItems, startBatch } from './support/batches';
import type { EventFollower } from './support/follow-events';
import { type JourneyStack, type Person, startJourneyStack } from './support/stack';

jest.setTimeout(420_000);

const models = join(__dirname, '../../ml/models');
const active = readFileSync(join(models, 'active.json'), 'utf8');
const { version: shipped } = JSON.parse(active) as { version: string };
const folder = join(models, shipped);
const bytes = readFileSync(join(folder, 'model.onnx'));
const card = JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8')) as ModelCard;

/** Every picture gets a class: the drawings of the tests are no plums. */
const ungated = { uncertain_below: 0.5 };

let stack: JourneyStack;
let admin: Person;
let farmer: Person;
let news: EventFollower;

/** Somebody signed in who was made an admin. */
async function newAdmin(): Promise<Person> {
  const person = await stack.person();
  const databaseUrl = stack.info.env['DATABASE_URL'] ?? '';
  const logger = createLogger({ logLevel: 'silent' }, 'test');
  const database = openDatabase({ databaseUrl, databasePoolSize: 1 }, logger);
  await database.raw(
    `insert into user_roles (user_id, role_id) select ?, id from roles where name = 'admin'`,
    [person.id],
  );
  await database.destroy();
  // The API remembers for some seconds what a session may do.
  await until(async () => {
    const { data } = await getMe({ client: person.client, throwOnError: true });
    return data.permissions.includes('models.manage');
  });
  return person;
}

async function upload(version: string, content: Buffer): Promise<ClassificationModel> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const body = {
    card: { ...card, version, sha256, thresholds: ungated, size_bytes: content.length },
    model: new File([new Uint8Array(content)], 'model.onnx'),
  };
  const { data } = await uploadModel({ client: admin.client, body, throwOnError: true });
  return data;
}

async function read(id: string): Promise<ClassificationModel> {
  const { data } = await getModel({ client: farmer.client, path: { id }, throwOnError: true });
  return data;
}

/** Sets thresholds, whatever was there before. */
async function setThresholds(id: string, thresholds: ModelThresholdsSetting): Promise<void> {
  const headers = { 'If-Match': '*' };
  const body = { thresholds };
  await updateModel({ client: admin.client, path: { id }, body, headers, throwOnError: true });
}

/** Works a batch of a few pictures; the versions and outcomes of its images. */
async function classify(count: number): Promise<{ versions: string[]; outcomes: string[] }> {
  const told = farmer.follow();
  const { id } = await startBatch(farmer.client, await manyPictures(count));
  await told.sees(id, 'batch.finished');
  expect(await readBatch(farmer.client, id)).toMatchObject({ counts: { succeeded: count } });
  const images = (await readItems(farmer.client, id)).map(({ image }) => image);
  const versions = [...new Set(images.map((image) => image?.model_version ?? ''))];
  const outcomes = [...new Set(images.map((image) => image?.outcome ?? ''))];
  return { versions, outcomes };
}

beforeAll(async () => {
  stack = await startJourneyStack();
  [admin, farmer] = [await newAdmin(), await stack.person()];
  news = admin.follow();
  await news.connected();
});

afterAll(() => stack.stop());

describe('a version', () => {
  const version = 'plum-lite0-copy';

  it('is ready once its check has found it so', async () => {
    await setThresholds(shipped, ungated);
    expect((await classify(40)).versions).toEqual([shipped]);
    const { subject_id } = await upload(version, bytes);
    await news.sees(subject_id, 'model.ready');
    expect(await read(version)).toMatchObject({ state: 'ready', active: false, refusal: null });
  });

  it('agrees with the answers on record where it is the same model', async () => {
    const path = { id: version };
    const { client } = admin;
    const { data } = await createShadowRun({
      client,
      path,
      body: { images: 30 },
      throwOnError: true,
    });
    await news.sees(data.id, 'shadow_run.finished');
    const where = { ...path, shadow_run_id: data.id };
    const run = await getShadowRun({ client, path: where, throwOnError: true });
    expect(run.data).toMatchObject({
      state: 'finished',
      total: 30,
      done: 30,
      comparison: { compared: 30, failed: 0, agreement: 1, mean_probability_difference: 0 },
    });
  });

  it('works on new batches once it is active, by the thresholds that were set', async () => {
    const path = { id: version };
    await activateModel({ client: admin.client, path, throwOnError: true });
    expect((await classify(5)).versions).toEqual([version]);
    for (const [uncertain_below, outcome] of [
      [0, 'classified'],
      [1, 'uncertain'],
    ] as const) {
      await setThresholds(version, { uncertain_below });
      expect(await classify(5)).toEqual({ versions: [version], outcomes: [outcome] });
    }
  });

  it('gives way to the one before it by one call', async () => {
    const { data } = await rollBackModel({ client: admin.client, throwOnError: true });
    expect(data).toMatchObject({ id: shipped, active: true });
    expect((await classify(5)).versions).toEqual([shipped]);
    const types = news.events.map(({ type }) => type);
    expect(types.filter((type) => type === 'model.activated')).toHaveLength(2);
  });
});

describe('a version that breaks at work', () => {
  it('fails its shadow run, and nothing else notices', async () => {
    const { id, subject_id } = await upload('plum-lite0-lost', bytes);
    await news.sees(subject_id, 'model.ready');
    const store = stack.info.env['STORAGE_DIR'] ?? '';
    await rm(join(store, ...modelKey(id).split('/')));
    const { client } = admin;
    const { data } = await createShadowRun({ client, path: { id }, body: {}, throwOnError: true });
    const [batch] = await Promise.all([classify(20), news.sees(data.id, 'shadow_run.failed')]);
    expect(batch.versions).toEqual([shipped]);
    const where = { id, shadow_run_id: data.id };
    const run = await getShadowRun({ client, path: where, throwOnError: true });
    expect(run.data).toMatchObject({ state: 'failed', error: { code: 'work_failed' } });
    expect(await read(shipped)).toMatchObject({ active: true });
  });
});

describe('what is no good', () => {
  it('is refused with its reason, and work goes on with the active version', async () => {
    const text = await upload('plum-text', Buffer.from('These are words.'));
    const half = await upload('plum-half', bytes.subarray(0, bytes.length / 2));
    const other = await upload('plum-small', looping(1n));
    for (const { subject_id } of [text, half, other]) await news.sees(subject_id, 'model.refused');
    const reasons = await Promise.all([text, half, other].map(({ id }) => read(id)));
    expect(reasons.map(({ refusal }) => refusal?.code)).toEqual([
      'not_onnx',
      'not_onnx',
      'wrong_input',
    ]);
    expect((await classify(5)).versions).toEqual([shipped]);
    const { data } = await listModels({ client: farmer.client, throwOnError: true });
    expect(data.results.filter(({ active }) => active)).toMatchObject([{ id: shipped }]);
  });
});
