import { until } from '../../support/until';
import { claimedPng, drawAs, drawFruit, drawNight, drawTarget } from './pictures';
import { classifyAll, PoolSetup, shippedModel, type Answers } from './pool-setup';

jest.setTimeout(120_000);

let setup: PoolSetup;
let fruits: Buffer[];

beforeAll(async () => {
  fruits = await Promise.all(Array.from({ length: 8 }, (_, number) => drawFruit(number)));
});
beforeEach(async () => {
  setup = await PoolSetup.create();
});
afterEach(() => setup.close());

/** As many stored pictures as asked for, of a few drawings. */
const keepFruits = (count: number) =>
  setup.keep(
    Array.from({ length: count }, (_, index) => fruits[index % fruits.length] ?? Buffer.alloc(0)),
  );

const pidsOf = (pool: ReturnType<PoolSetup['open']>) => pool.stats().members.map(({ pid }) => pid);

describe('the inference pool', () => {
  test('a picture gets a class, probabilities of all classes, its size and its type', async () => {
    const requests = await setup.keep([
      await drawFruit(1),
      await drawAs('png', 1),
      await drawAs('webp', 1),
    ]);
    const { results } = await classifyAll(setup.open(), requests);
    const answers = requests.map(({ id }) => results.get(id));
    expect(answers.map((answer) => answer?.ok && answer.media_type)).toEqual([
      'image/jpeg',
      'image/png',
      'image/webp',
    ]);
    for (const answer of answers) {
      if (!answer?.ok) throw new Error('every drawing is classified');
      const classes = ['unaffected', 'unripe', 'spotted', 'cracked', 'bruised', 'rotten'];
      expect(Object.keys(answer.probabilities ?? {})).toEqual(classes);
      const values = Object.values(answer.probabilities ?? {});
      expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
      expect(answer.confidence).toBe(Math.max(...values));
      expect(answer.probabilities?.[answer.label ?? '']).toBe(answer.confidence);
      expect(answer.outcome).toBe((answer.confidence ?? 0) < 0.5 ? 'uncertain' : 'classified');
      expect(answer).toMatchObject({ width: 320, height: 240 });
    }
  });

  test('what cannot be seen or shows something else gets no class', async () => {
    const requests = await setup.keep([await drawNight(), await drawTarget()]);
    const { results } = await classifyAll(setup.open(), requests, { model: shippedModel() });
    const nothing = { ok: true, label: null, confidence: null, probabilities: null };
    expect(requests.map(({ id }) => results.get(id))).toEqual([
      expect.objectContaining({ ...nothing, outcome: 'unusable' }),
      expect.objectContaining({ ...nothing, outcome: 'not_a_plum' }),
    ]);
  });

  test('the same bytes get the same answer in every member', async () => {
    const requests = await setup.keep(
      Array.from({ length: 24 }, () => fruits[3] ?? Buffer.alloc(0)),
    );
    const pool = setup.open();
    const { results } = await classifyAll(pool, requests);
    expect(pool.stats().members.every(({ images }) => images > 0)).toBe(true);
    const told = [...results.values()].map((r) => JSON.stringify(r.ok && r.probabilities));
    expect(new Set(told).size).toBe(1);
  });

  test('what is no picture fails with its reason, and the others succeed', async () => {
    const fruit = await drawFruit(9, 900, 700);
    const damaged = Buffer.from(fruit);
    damaged.fill(0xff, 200, 700);
    const files: [string, Buffer][] = [
      ['empty_file', Buffer.alloc(0)],
      ['not_an_image', Buffer.from('no picture at all, whatever its name says')],
      ['image_truncated', fruit.subarray(0, fruit.length / 2)],
      ['image_truncated', fruit.subarray(0, fruit.length - 40)],
      ['image_truncated', (await drawAs('png', 2)).subarray(0, 2_000)],
      ['image_truncated', (await drawAs('webp', 2)).subarray(0, 900)],
      ['not_an_image', damaged],
      ['not_an_image', claimedPng(3_000, 3_000)],
      ['image_too_large', claimedPng(60_000, 60_000)],
      ['unsupported_media_type', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
      ['unsupported_media_type', Buffer.from('GIF89a\x01\0\x01\0\x80\0\0')],
    ];
    const requests = await setup.keep([...files.map(([, bytes]) => bytes), ...fruits]);
    requests.push({ id: 'gone', object_key: 'images/owner/gone' });
    const pool = setup.open();
    const { results } = await classifyAll(pool, requests);
    const reasons = requests
      .map(({ id }) => results.get(id))
      .map((r) => r && (r.ok || r.error_code));
    const expected = [...files.map(([code]) => code), ...fruits.map(() => true), 'object_missing'];
    expect(reasons).toEqual(expected);
    expect(pool.stats().deaths).toBe(0);
  });

  test('killing a member in the middle loses nothing and repeats nothing', async () => {
    const requests = await keepFruits(80);
    const pool = setup.open();
    await classifyAll(pool, requests.slice(0, 8));
    const [victim] = pidsOf(pool);
    let answered = 0;
    const { results, order } = await classifyAll(pool, requests, {
      onResult: () => {
        answered += 1;
        if (answered === 10 && victim) process.kill(victim, 'SIGKILL');
      },
    });
    expect(order).toHaveLength(80);
    expect([...results.values()].every(({ ok }) => ok)).toBe(true);
    await until(() => pool.stats().deaths === 1);
    await until(() => pool.stats().members.filter(({ state }) => state === 'ready').length === 2);
    expect(pidsOf(pool)).not.toContain(victim);
  });

  test('an abort stops the results at once, and the pool goes on with the next job', async () => {
    const requests = await keepFruits(200);
    const pool = setup.open();
    const controller = new AbortController();
    const answers: Answers = { results: new Map(), order: [] };
    const work = classifyAll(
      pool,
      requests,
      {
        signal: controller.signal,
        onResult: () => {
          if (answers.order.length === 5) controller.abort();
        },
      },
      answers,
    );
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    expect(answers.order).toHaveLength(5);
    expect(pool.stats().waiting.batch).toBe(0);
    await until(() => pool.stats().members.every(({ in_flight }) => in_flight === 0));
    const images = pool.stats().members.reduce((sum, member) => sum + member.images, 0);
    expect(images).toBeLessThan(40);
    expect((await classifyAll(pool, requests.slice(0, 4))).order).toHaveLength(4);
  });

  test('a single image goes before the pictures of a batch', async () => {
    const requests = await keepFruits(160);
    const pool = setup.open();
    let waitingThen = 0;
    let alone: Promise<unknown> | undefined;
    const single = () =>
      classifyAll(pool, [{ id: 'single', object_key: requests[0]?.object_key ?? '' }], {
        priority: 'interactive',
        onResult: () => {
          waitingThen = pool.stats().waiting.batch;
        },
      });
    await classifyAll(pool, requests, {
      onResult: () => {
        alone ??= single();
      },
    });
    await alone;
    expect(waitingThen).toBeGreaterThan(80);
  });

  test('of two batches at a time, the small one need not wait for the large one', async () => {
    const requests = await keepFruits(160);
    const pool = setup.open();
    const large = classifyAll(pool, requests);
    await classifyAll(pool, requests.slice(0, 10));
    expect(pool.stats().waiting.batch).toBeGreaterThan(60);
    await large;
  });

  test('a member that did its share is relieved without a gap', async () => {
    const requests = await keepFruits(120);
    const pool = setup.open({ recycleAfterImages: 20 });
    await classifyAll(pool, requests.slice(0, 1));
    const before = pidsOf(pool);
    for (let round = 0; round < 3; round += 1) {
      const { results } = await classifyAll(pool, requests);
      expect([...results.values()].filter(({ ok }) => ok)).toHaveLength(120);
    }
    await until(() => pidsOf(pool).every((pid) => !before.includes(pid)));
    expect(pool.stats().deaths).toBe(0);
  });

  test('its processes end with it, and what was asked for fails', async () => {
    const requests = await keepFruits(100);
    const pool = setup.open();
    await classifyAll(pool, requests.slice(0, 2));
    const pids = pidsOf(pool);
    const work = classifyAll(pool, requests);
    const failed = expect(work).rejects.toMatchObject({ name: 'InferenceUnavailable' });
    await pool.close();
    await failed;
    for (const pid of pids) expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
    await expect(classifyAll(pool, requests)).rejects.toMatchObject({
      name: 'InferenceUnavailable',
    });
  });
});
