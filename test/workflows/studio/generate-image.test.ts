import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createImageProviders } from '../../../activities/clients/image-providers/providers';
import { createLocalObjectStore } from '../../../activities/clients/local-object-store';
import type { ObjectStore } from '../../../activities/clients/object-store';
import {
  createImageCall,
  createImageGenerationActivities,
} from '../../../activities/studio/generate-image';
import { systemClock } from '../../../foundation/clock';
import { type ImagesConfig, imageSettings, imagesOf } from '../../../foundation/image-settings';
import { createLogger } from '../../../foundation/logging';
import { transaction } from '../../../foundation/transaction';
import { Review } from '../../../models/operations/review';
import { ImageAttempt } from '../../../models/studio/image-attempt';
import { requestImages } from '../../../models/studio/request-images';
import { StudioImage } from '../../../models/studio/studio-image';
import {
  type ImageCallActivities,
  imageQueue,
  studioImageWorkflowId,
} from '../../../workflows/studio/contract';
import { z } from 'zod';
import { createOwner } from '../../factories/owner';
import { nearby, PictureServer, type PicturePlan } from '../../fakes/picture-server';
import { keepHistory } from '../../replay/history-files';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { withWorkers } from '../environment';
import { type SkippingEnvironment, startTimeSkipping } from '../time-skipping';

let test: TestKnex;
let environment: SkippingEnvironment;
let server: PictureServer;
let folder: string;
let objectStore: ObjectStore;
beforeAll(async () => {
  [test, environment] = await Promise.all([openTestDatabase(), startTimeSkipping()]);
  folder = await mkdtemp(join(tmpdir(), 'relais-pictures-'));
  const publicUrl = 'http://127.0.0.1';
  const secretKey = 'a secret that only the tests know, long enough';
  objectStore = createLocalObjectStore(folder, { secretKey, publicUrl }, systemClock);
  await objectStore.prepare();
});
afterAll(async () => {
  await environment.close();
  await test.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => void (server = await PictureServer.start()));
afterEach(() => server.close());

type Make = ImageCallActivities['makeImage'];

interface Story {
  plans?: PicturePlan[];
  settings?: Record<string, string>;
  wish?: { provider?: string; prompt?: string };
  /** Put in place of the call, which it is given. */
  around?: (make: Make, image: StudioImage) => Make;
  /** Done before the workflow begins. */
  before?: (image: StudioImage) => PromiseLike<unknown>;
}

interface Told {
  image: StudioImage;
  attempts: ImageAttempt[];
  history: string;
}

function configOf(settings: Record<string, string>): ImagesConfig {
  return imagesOf(z.object(imageSettings).parse(settings));
}

/** OpenAI first, then a second one that is compatible, then the process itself. */
const three = (): Record<string, string> => ({
  ...{ IMAGES_OPENAI_API_KEY: server.key, IMAGES_OPENAI_URL: `${server.url}/v1` },
  ...{ IMAGES_BLACKBOX_API_KEY: server.key, IMAGES_BLACKBOX_URL: server.url },
  IMAGES_PROVIDERS: 'openai,blackbox,offline',
});
const paid = (): Record<string, string> => ({ ...three(), IMAGES_PROVIDERS: 'openai,blackbox' });
const alone = (): Record<string, string> => ({ ...three(), IMAGES_PROVIDERS: 'openai' });

async function wanted(config: ImagesConfig, wish: Story['wish'] = {}): Promise<StudioImage> {
  const { prompt = 'A basket of plums', provider = null } = wish;
  const asked = {
    ...{ owner_id: await createOwner(test.database), prompt, provider, negative_prompt: null },
    ...{ style: null, width: 96, height: 64, seed: 5, count: 1 },
    quality: 'standard' as const,
  };
  const [image] = await transaction(test.database, (tx) =>
    requestImages(tx, asked, config, new Date()),
  );
  if (!image) throw new Error('no picture was asked for');
  return image;
}

/** Lets the workflow of a picture live to its end, and keeps its history. */
async function live(name: string, story: Story = {}): Promise<Told> {
  const { database } = test;
  const { plans = [], settings = three(), wish, around, before } = story;
  server.plans.push(...plans);
  const config = configOf(settings);
  const planned = await wanted(config, wish);
  await before?.(planned);
  const providers = createImageProviders(config, nearby);
  const dependencies = { database, objectStore, providers, clock: systemClock };
  const core = createImageGenerationActivities(dependencies, config);
  const logger = createLogger({ logLevel: 'silent' }, 'test');
  const { makeImage } = createImageCall({ ...dependencies, logger });
  const calls = { makeImage: around?.(makeImage, planned) ?? makeImage };
  const history = await withWorkers(environment, { core, [imageQueue]: calls }, async () => {
    const handle = await environment.client.workflow.start('generateImage', {
      taskQueue: 'core',
      workflowId: studioImageWorkflowId(planned.id),
      args: [{ image_id: planned.id }],
    });
    await handle.result();
    await keepHistory(handle, `generate-image/${name}`);
    return JSON.stringify(await handle.fetchHistory());
  });
  const image = await StudioImage.query(database).findById(planned.id).throwIfNotFound();
  const { id: image_id } = planned;
  const attempts = await ImageAttempt.query(database).where({ image_id }).orderBy('number');
  return { image, attempts, history };
}

const told = (attempts: ImageAttempt[]): [string, string, string | null, number][] =>
  attempts.map(({ provider, state, error_code, cost_micros }) => [
    ...([provider, state, error_code, cost_micros] as const),
  ]);

async function used(owner_id: string, feature: string): Promise<number> {
  const row = await test.database('usage_counters').where({ owner_id, feature }).first('used');
  return (row as { used: number } | undefined)?.used ?? 0;
}

const price = 50 * 5 + 1_056 * 40;

it('a picture is made by the first provider, stored, and waits for its review', async () => {
  const { image, attempts, history } = await live('made');
  expect(image).toMatchObject({
    ...{ status: 'generated', provider: 'openai', model: 'gpt-image-1', seed: null },
    ...{ media_type: 'image/png', cost_micros: price, error_code: null, version: 2 },
  });
  expect(told(attempts)).toEqual([['openai', 'succeeded', null, price]]);
  const bytes = await objectStore.get(image.object_key ?? '');
  expect(bytes.length).toBe(image.size_bytes);
  const open = Review.query(test.database).where({ subject_id: image.id, state: 'open' });
  expect(await open.resultSize()).toBe(1);
  expect(await used(image.owner_id, 'image_spend')).toBe(price);
  const texts = [...history.matchAll(/"data":"([^"]+)"/g)].map(([, data = '']) => atob(data));
  expect(texts.join()).toContain(image.id);
  for (const word of ['plums', server.key]) expect(texts.join()).not.toContain(word);
});

it('a provider that cannot is followed by the next, down to the one that always can', async () => {
  const plans = [{ status: 429, retryAfter: '5' }, { status: 503 }];
  const { image, attempts } = await live('failed-over', { plans });
  expect(image).toMatchObject({
    status: 'generated',
    provider: 'offline',
    seed: 5,
    cost_micros: 0,
  });
  expect(told(attempts)).toEqual([
    ['openai', 'failed', 'provider_limited', 0],
    ['blackbox', 'failed', 'provider_unavailable', 0],
    ['offline', 'succeeded', null, 0],
  ]);
  expect(await used(image.owner_id, 'image_spend')).toBe(0);
});

it('a wrong key is written down, and the next provider asked', async () => {
  const settings = { ...three(), IMAGES_OPENAI_API_KEY: 'sk-wrong' };
  const { image, attempts } = await live('wrong-key', { settings });
  expect(image).toMatchObject({ status: 'generated', provider: 'blackbox' });
  expect(told(attempts)[0]).toEqual(['openai', 'failed', 'provider_unauthorized', 0]);
});

it('a call that may have been paid for is not made again with the same provider', async () => {
  const { image, attempts } = await live('lost', { plans: ['lost', 'lost'], settings: paid() });
  expect(told(attempts)).toEqual([
    ['openai', 'unknown', 'outcome_unknown', 63_000],
    ['blackbox', 'unknown', 'outcome_unknown', 50_000],
  ]);
  expect(server.made).toBe(2);
  expect(image).toMatchObject({ status: 'failed', error_code: 'outcome_unknown' });
  expect(image.cost_micros).toBe(113_000);
  expect(await used(image.owner_id, 'image_spend')).toBe(113_000);
  expect(await used(image.owner_id, 'image_generations')).toBe(0);
});

it('who asks to come back later is asked later, three times at most', async () => {
  const busy = { status: 429, retryAfter: '40' };
  const started = await environment.now();
  const patient = await live('asked-later', { plans: [busy, busy], settings: alone() });
  expect(patient.image).toMatchObject({ status: 'generated', provider: 'openai' });
  const waited = (patient.image.generated_at?.getTime() ?? 0) - started.getTime();
  expect(Math.floor(waited / 40_000)).toBe(2);
  const given = await live('given-up', { plans: [busy, busy, busy], settings: alone() });
  expect(given.image).toMatchObject({ status: 'failed', error_code: 'provider_limited' });
  expect(given.attempts).toHaveLength(3);
});

it('words that one provider’s moderation refuses are not carried to the next', async () => {
  const { image, attempts } = await live('refused', { wish: { prompt: 'something forbidden' } });
  expect(told(attempts)).toEqual([['openai', 'failed', 'prompt_refused', 0]]);
  expect(image).toMatchObject({ status: 'failed', error_code: 'prompt_refused', cost_micros: 0 });
});

it('nobody is called whose price is not left of the budget', async () => {
  const settings = { ...three(), IMAGES_MONTHLY_DOLLARS: '0.055' };
  const cheaper = await live('cheaper', { settings });
  expect(told(cheaper.attempts)).toEqual([['blackbox', 'succeeded', null, 50_000]]);
  const none = { ...paid(), IMAGES_MONTHLY_DOLLARS: '0.01' };
  const poor = await live('over-budget', { settings: none });
  expect(poor.attempts).toEqual([]);
  expect(poor.image).toMatchObject({ status: 'failed', error_code: 'budget_exceeded' });
  expect(await used(poor.image.owner_id, 'image_spend')).toBe(0);
});

it('one provider alone may be asked for, and the rest is left out', async () => {
  const { image, attempts } = await live('one-alone', { wish: { provider: 'offline' } });
  expect(image).toMatchObject({ status: 'generated', provider: 'offline' });
  expect(attempts).toHaveLength(1);
  expect(server.asked).toEqual([]);
});

it('a picture that is deleted before its turn is never made', async () => {
  const { image, attempts } = await live('deleted', {
    before: ({ id }) =>
      StudioImage.query(test.database).findById(id).patch({ deleted_at: new Date() }),
  });
  expect(image).toMatchObject({ status: 'failed', object_key: null });
  expect(attempts).toEqual([]);
  expect(server.asked).toEqual([]);
});

/** A worker that dies at its first call, before or after it did the work. */
function dying(when: 'before' | 'after' | 'stored'): NonNullable<Story['around']> {
  let died = false;
  return (make, { id: image_id }) =>
    async (input) => {
      if (died) return await make(input);
      died = true;
      if (when !== 'before') await make(input);
      if (when === 'stored') await forget(image_id);
      // Paths of this machine are nobody's business in a history.
      throw Object.assign(new Error('gone before it could tell'), { stack: '' });
    };
}

/** What the database knows when a process dies between the store and its row. */
async function forget(image_id: string): Promise<void> {
  const { database } = test;
  await database('reviews').where({ subject_id: image_id }).delete();
  const nothing = { object_key: null, sha256: null, provider: null, generated_at: null };
  const open = { status: 'pending', cost_micros: 0, ...nothing };
  await database('studio_images').where({ id: image_id }).update(open);
  const running = { state: 'running', finished_at: null };
  await database('studio_image_attempts').where({ image_id }).update(running);
}

it('a worker that dies before it could tell leaves an unknown outcome: the next provider makes it', async () => {
  const { image, attempts } = await live('worker-died', { around: dying('before') });
  expect(told(attempts)).toEqual([
    ['openai', 'unknown', 'outcome_unknown', 63_000],
    ['blackbox', 'succeeded', null, 50_000],
  ]);
  expect(image).toMatchObject({ status: 'generated', provider: 'blackbox', cost_micros: 113_000 });
});

it('a worker that dies after the picture was stored loses nothing: it is not paid twice', async () => {
  const { image, attempts } = await live('worker-died-late', { around: dying('stored') });
  expect(image).toMatchObject({ status: 'generated', provider: 'openai' });
  expect(attempts).toHaveLength(1);
  expect(server.made).toBe(1);
  const bytes = await objectStore.get(image.object_key ?? '');
  expect(bytes.length).toBe(image.size_bytes);
});

it('a worker that dies after it wrote the outcome leaves no doubt', async () => {
  const { image, attempts } = await live('worker-died-last', { around: dying('after') });
  expect(image).toMatchObject({ status: 'generated', cost_micros: price });
  expect(attempts).toHaveLength(1);
  expect(server.made).toBe(1);
});

it('a call that comes to its end twice is counted once', async () => {
  const { image, attempts } = await live('called-twice', {
    around: (make) => async (input) => {
      await Promise.all([make(input), make(input).catch(() => undefined)]);
    },
  });
  expect(attempts).toHaveLength(1);
  expect(image).toMatchObject({ status: 'generated', cost_micros: price });
  const bytes = await objectStore.get(image.object_key ?? '');
  expect(bytes.length).toBe(image.size_bytes);
});
