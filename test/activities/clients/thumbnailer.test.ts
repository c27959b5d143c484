import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createObjectStore, type ObjectStore } from '../../../activities/clients/object-store';
import { createThumbnailer } from '../../../activities/clients/thumbnailer';
import { picture } from '../../api/classification/pictures';
import { until } from '../../support/until';

let directory: string;
let store: ObjectStore;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'relais-objects-'));
  store = createObjectStore({
    storage: { driver: 'local', directory },
    secretKey: 'a secret of the tests, long enough to pass',
    api: { publicUrl: 'http://127.0.0.1:9' },
  });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** A store whose originals come when the test lets them. */
function heldStore() {
  const asked: string[] = [];
  const held: (() => void)[] = [];
  const get = async (key: string): Promise<Buffer> => {
    if (!key.startsWith('images/')) return await store.get(key);
    asked.push(key);
    await new Promise<void>((resolve) => held.push(resolve));
    return await store.get(key);
  };
  return { store: { ...store, get }, asked, letOneGo: () => held.shift()?.() };
}

describe('thumbnails', () => {
  it('are made two at a time', async () => {
    const numbers = [0, 1, 2, 3, 4];
    const put = { contentType: 'image/png' };
    for (const number of numbers) await store.put(`images/${number}`, picture(number), put);
    const { store: slow, asked, letOneGo } = heldStore();
    const thumbnailer = createThumbnailer(slow);
    let finished = 0;
    const answers = numbers.map(async (number) => {
      const original = () => Promise.resolve(`images/${number}`);
      const bytes = await thumbnailer.get(`thumbnails/${number}.jpg`, original);
      finished += 1;
      return bytes;
    });
    for (const done of numbers) {
      await until(() => asked.length === Math.min(done + 2, numbers.length));
      // Until one has been fetched, made and stored, whoever is let in too early has come as well.
      letOneGo();
      await until(() => finished === done + 1);
      expect(asked.length).toBeLessThanOrEqual(done + 3);
    }
    expect([...asked].sort()).toEqual(numbers.map((number) => `images/${number}`));
    for (const bytes of await Promise.all(answers)) expect(bytes[0]).toBe(0xff);
  });

  it('take their turn also behind one that cannot be made', async () => {
    await store.put('images/good', picture(9), { contentType: 'image/png' });
    const thumbnailer = createThumbnailer(store);
    const missing = ['a', 'b', 'c', 'd'].map((name) =>
      thumbnailer.get(`thumbnails/${name}.jpg`, () => Promise.resolve(`images/none-${name}`)),
    );
    const good = thumbnailer.get('thumbnails/good.jpg', () => Promise.resolve('images/good'));
    for (const { status } of await Promise.allSettled(missing)) expect(status).toBe('rejected');
    expect((await good).length).toBeGreaterThan(0);
    expect(await store.get('thumbnails/good.jpg')).toEqual(await good);
  });
});
