import {
  exportImageAttempts,
  generateImage,
  getStudioImage,
  listEvents,
  listImageAttempts,
  type Problem,
  type StudioImageCreate,
  type StudioImageGeneration,
} from '../../../clients/typescript';
import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { ImageAttempt } from '../../../models/studio/image-attempt';
import { settleAttempt } from '../../../models/studio/settle-image';
import { beginAttempt } from '../../../models/studio/work-image';
import type { TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';
import { startStudioApi } from './studio-api';

let api: TestApi;
let amina: Person;
beforeAll(async () => {
  api = await startStudioApi({ IMAGES_MONTHLY_COUNT: '6', IMAGES_REFUSED_WORDS: 'rival' });
});
beforeEach(async () => void (amina = await newPerson(api)));
afterAll(() => api.close());

const prompt = 'A basket of plums';

async function ask(body: Partial<StudioImageCreate> = {}): Promise<StudioImageGeneration> {
  const { client } = amina;
  return (await generateImage({ client, body: { prompt, ...body }, throwOnError: true })).data;
}

async function refusal(body: Partial<StudioImageCreate>): Promise<[number, Problem, Response]> {
  const answer = await generateImage({ client: amina.client, body: { prompt, ...body } });
  return [answer.response.status, answer.error as Problem, answer.response];
}

/** An attempt of a worker, failed or not. */
async function attempted(image_id: string, isMade = true): Promise<ImageAttempt> {
  const { database, config } = api.services;
  const now = api.clock.now();
  const facts = [{ name: 'offline', model: 'm', cost_micros: 0, takes_seed: true }];
  const begin = { image_id, claim: newId(), now };
  await transaction(database, (tx) => beginAttempt(tx, begin, () => facts, config.images));
  const attempt = await ImageAttempt.query(database)
    .findOne({ image_id, state: 'running' })
    .throwIfNotFound();
  const object_key = `studio/${amina.id}/${attempt.id}.png`;
  const file = { object_key, sha256: 'a'.repeat(64), size_bytes: 9, media_type: 'image/png' };
  const told = { model: 'm-2', seed: 3, cost_micros: 12 };
  const failure = {
    code: 'provider_refused',
    cost_micros: 5,
    again: false,
    retry_after: null,
  } as const;
  const outcome = isMade
    ? { kind: 'made' as const, picture: { ...file, width: 64, height: 64 }, told }
    : { kind: 'failed' as const, ...failure };
  const ended = new Date(now.getTime() + 2_500);
  await transaction(database, (tx) => settleAttempt(tx, attempt.id, outcome, ended));
  return await ImageAttempt.query(database).findById(attempt.id).throwIfNotFound();
}

describe('pictures from words', () => {
  it('are accepted as durable work, each with a seed of its own', async () => {
    const wish = {
      style: 'watercolour',
      negative_prompt: 'people',
      quality: 'high',
      seed: 40,
    } as const;
    const asked = { ...wish, count: 3, width: 640, height: 480 };
    const { client } = amina;
    const answer = await generateImage({ client, body: { prompt, ...asked }, throwOnError: true });
    const { images, ...first } = answer.data;
    expect(answer.response.status).toBe(202);
    expect(answer.response.headers.get('location')).toBe(`/api/images/${first.id}`);
    expect(images.map(({ seed }) => seed)).toEqual([40, 41, 42]);
    expect(first).toEqual(images[0]);
    expect(first).toMatchObject({ ...wish, prompt, status: 'pending', width: 640, height: 480 });
    expect(first).toMatchObject({ image_url: null, provider: null, error: null, cost_micros: 0 });
    const commands = await api.services
      .database('workflow_commands')
      .where({ owner_id: amina.id, workflow_type: 'generateImage' })
      .orderBy('id');
    const started = images.map(({ id }) => [`studio-image:${id}`, { image_id: id }]);
    expect(commands.map(({ workflow_id, input }) => [workflow_id, input])).toEqual(started);
  });

  it('get a drawn seed and the usual size unless they are told', async () => {
    const [one, other] = [await ask(), await ask()];
    expect(one).toMatchObject({ width: 1_024, height: 1_024, quality: 'standard' });
    expect(one.seed).not.toBe(other.seed);
  });

  it('are asked for once per Idempotency-Key', async () => {
    const headers = { 'Idempotency-Key': newId() };
    const send = () =>
      generateImage({ client: amina.client, body: { prompt }, headers, throwOnError: true });
    const [first, again] = [await send(), await send()];
    expect(again.data).toEqual(first.data);
    expect(again.response.headers.get('idempotency-replayed')).toBe('true');
  });

  it('are refused for words that moderation refuses, and cost nothing then', async () => {
    for (const words of ['a naked child', 'our RIVAL’s logo']) {
      const [status, problem] = await refusal({ prompt: words });
      expect(status).toBe(422);
      expect(problem).toMatchObject({ code: 'prompt_refused', errors: [{ pointer: '/prompt' }] });
    }
    await ask({ count: 4 });
    await ask({ count: 2 });
  });

  it('are refused for a provider that is not set up', async () => {
    const [status, problem] = await refusal({ provider: 'openai' });
    expect(status).toBe(422);
    expect(problem).toMatchObject({
      ...{ code: 'unknown_image_provider', detail: 'Set up here: offline.' },
    });
    expect(await ask({ provider: 'offline' })).toMatchObject({ status: 'pending' });
  });

  it('are refused when the month’s budget is used up, until the next month', async () => {
    await ask({ count: 4 });
    const [status, problem, { headers }] = await refusal({ count: 3 });
    expect(status).toBe(429);
    const now = api.clock.now();
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
    const resets_at = month.toISOString();
    expect(problem).toMatchObject({ code: 'budget_exceeded', resets_at });
    const seconds = Math.ceil((month.getTime() - now.getTime()) / 1_000);
    expect(Math.abs(Number(headers.get('retry-after')) - seconds)).toBeLessThanOrEqual(60);
    await ask({ count: 2 });
  });

  it.each<[string, Record<string, unknown>]>([
    ['no words', { prompt: ' ' }],
    ['a size of nothing', { width: 0 }],
    ['too many at once', { count: 5 }],
    ['a quality that is none', { quality: 'ultra' }],
    ['a field that nobody knows', { steps: 20 }],
  ])('are refused for %s', async (_name, body) => {
    const [status, problem] = await refusal(body as Partial<StudioImageCreate>);
    expect([status, problem.code]).toEqual([400, 'validation_failed']);
  });
});

describe('the history of calls', () => {
  it('tells of each its provider, seconds, cost and error, newest first', async () => {
    const { images } = await ask({ count: 2 });
    const [made, given] = images.map(({ id }) => id);
    await attempted(given ?? '', false);
    await attempted(made ?? '');
    const { client } = amina;
    const { data } = await listImageAttempts({ client, throwOnError: true });
    expect(data.results.map(({ image_id }) => image_id).sort()).toEqual([made, given].sort());
    const query = { image_id: made ?? '', state: 'succeeded' as const };
    const succeeded = (await listImageAttempts({ client, query, throwOnError: true })).data;
    expect(succeeded.results).toEqual([
      expect.objectContaining({
        ...{ provider: 'offline', model: 'm-2', seed: 3, cost_micros: 12, number: 1 },
        ...{ seconds: 2.5, error: null },
      }),
    ]);
    const failed = await listImageAttempts({
      ...{ client, query: { state: 'failed' }, headers: { 'Accept-Language': 'fr' } },
      throwOnError: true,
    });
    expect(failed.data.results[0]).toMatchObject({
      ...{ image_id: given, cost_micros: 5, state: 'failed' },
      error: { code: 'provider_refused', title: 'Le fournisseur a refusé la demande' },
    });
    const file = await exportImageAttempts({
      client,
      query: { format: 'csv' },
      throwOnError: true,
    });
    expect(String(file.data)).toContain('provider_refused');
  });

  it('is each owner’s own', async () => {
    const { id } = await ask();
    await attempted(id);
    const other = await newPerson(api);
    const { data } = await listImageAttempts({ client: other.client, throwOnError: true });
    expect(data.results).toEqual([]);
  });
});

describe('what a picture comes to', () => {
  it('is shown by the picture, and told as an event', async () => {
    const { images } = await ask({ count: 2 });
    const [made = '', given = ''] = images.map(({ id }) => id);
    await attempted(made);
    await attempted(given, false);
    const { database, config } = api.services;
    const begin = { image_id: given, claim: newId(), now: api.clock.now() };
    await transaction(database, (tx) => beginAttempt(tx, begin, () => [], config.images));
    const read = async (id: string) =>
      (await getStudioImage({ client: amina.client, path: { id }, throwOnError: true })).data;
    expect(await read(made)).toMatchObject({ status: 'generated', provider: 'offline', seed: 3 });
    expect(await read(given)).toMatchObject({
      ...{ status: 'failed', cost_micros: 5, image_url: null },
      error: { code: 'provider_refused' },
    });
    const { data } = await listEvents({
      client: amina.client,
      query: { after: 0 },
      throwOnError: true,
    });
    const told = data.results.filter(({ subject }) => subject.type === 'studio_image');
    expect(told.map(({ type, subject }) => [type, subject.id])).toEqual([
      ['studio_image.generated', made],
      ['studio_image.failed', given],
    ]);
  });

  it('gives back the place in the budget of one that was not made', async () => {
    const { images } = await ask({ count: 4 });
    const [given = ''] = images.map(({ id }) => id);
    await attempted(given, false);
    const { database, config } = api.services;
    const begin = { image_id: given, claim: newId(), now: api.clock.now() };
    await transaction(database, (tx) => beginAttempt(tx, begin, () => [], config.images));
    await ask({ count: 3 });
    expect((await refusal({}))[0]).toBe(429);
  });
});
