// The main road, through HTTP, Temporal, database and socket: register, upload, watch, read, retry.
import { retryBatch } from '../../clients/typescript';
import { manyPictures } from '../faults/pictures';
import { until } from '../support/until';
import { readBatch, readItems, startBatch, sumOf } from './support/batches';
import { catchUp, type EventFollower } from './support/follow-events';
import { type JourneyStack, type Person, startJourneyStack } from './support/stack';

jest.setTimeout(420_000);

const total = 1_000;
const corrupt = {
  'text.jpg': 'not_an_image',
  'cut.jpg': 'image_truncated',
  'drawing.jpg': 'unsupported_media_type',
};
const reasons = Object.values(corrupt).sort();

let stack: JourneyStack;
let person: Person;
let follower: EventFollower;
let id: string;

async function pictures(): Promise<File[]> {
  const good = await manyPictures(total - reasons.length);
  const [first] = await manyPictures(1);
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
  const bad = [
    new File(['these are words'], 'text.jpg'),
    new File([first?.slice(0, Math.floor(first.size / 2)) ?? ''], 'cut.jpg'),
    new File([svg], 'drawing.jpg'),
  ];
  return [...good.slice(0, 400), ...bad, ...good.slice(400)];
}

beforeAll(async () => {
  stack = await startJourneyStack();
  person = await stack.person();
  follower = person.follow();
  await follower.connected();
  ({ id } = await startBatch(person.client, await pictures()));
  await follower.sees(id, 'batch.finished');
});

afterAll(() => stack.stop());

const failedItems = async () =>
  (await readItems(person.client, id)).filter(({ state }) => state === 'failed');

describe('a batch of 1,000 with three corrupt files', () => {
  it('gives 997 results and three reasons', async () => {
    const batch = await readBatch(person.client, id);
    const counts = { total, pending: 0, succeeded: 997, failed: 3, cancelled: 0 };
    expect(batch).toMatchObject({
      state: 'finished',
      progress: 1,
      attempt: 1,
      error: null,
      counts,
    });
    const failed = await failedItems();
    const found = failed.map(({ source_name, error }) => [source_name, error?.code]);
    expect(Object.fromEntries(found)).toEqual(corrupt);
  });

  it('has an item for every file, in their order, each with one outcome', async () => {
    const items = await readItems(person.client, id);
    expect(items.map(({ position }) => position)).toEqual([...Array(total).keys()]);
    expect(items.slice(400, 403).map(({ source_name }) => source_name)).toEqual(
      Object.keys(corrupt),
    );
    expect(new Set(items.map(({ image }) => image?.id)).size).toBe(total);
    const succeeded = items.filter(({ state }) => state === 'succeeded');
    expect(succeeded.filter(({ image }) => !image?.outcome)).toEqual([]);
  });

  it('counts classes and outcomes as its items say', async () => {
    const batch = await readBatch(person.client, id);
    const images = (await readItems(person.client, id)).flatMap(({ state, image }) =>
      state === 'succeeded' && image ? [image] : [],
    );
    expect(sumOf(batch.outcome_counts)).toBe(997);
    expect(sumOf(batch.class_counts)).toBe(batch.outcome_counts.classified);
    for (const [outcome, count] of Object.entries(batch.outcome_counts)) {
      expect(images.filter((image) => image.outcome === outcome)).toHaveLength(count);
    }
    for (const [label, count] of Object.entries(batch.class_counts)) {
      const own = images.filter((image) => image.outcome === 'classified' && image.label === label);
      expect(own).toHaveLength(count);
    }
  });

  it('told its owner of each step, in order and without gaps', () => {
    expect(follower.events.map(({ seq }) => seq)).toEqual(follower.events.map((_, n) => n + 1));
    expect(follower.typesOf(id)).toEqual(['batch.created', 'batch.running', 'batch.finished']);
    const hinted = follower.hints.map(({ seq }) => seq);
    expect(hinted).toEqual([...new Set(hinted)].sort((one, other) => one - other));
  });

  it('showed its progress on the way', () => {
    const own = follower.progress.filter(({ batch_id }) => batch_id === id);
    expect(own.length).toBeGreaterThan(1);
    const done = own.map(({ succeeded, failed }) => succeeded + failed);
    expect(done).toEqual(done.toSorted((one, other) => one - other));
    expect(own.every((hint) => hint.total === total && hint.succeeded <= 997)).toBe(true);
    expect(own.some(({ images_per_second: rate }) => rate !== null && rate > 0)).toBe(true);
  });

  it('lets a client that was away all the time read the same', async () => {
    expect(await catchUp(person.client, 1)).toEqual(follower.events);
    const late = person.follow();
    await late.sees(id, 'batch.finished');
    expect(late.events).toEqual(follower.events);
  });

  it('touches three items when it is retried', async () => {
    const before = await readItems(person.client, id);
    const again = await retryBatch({ client: person.client, path: { id }, throwOnError: true });
    expect(again.data).toMatchObject({ attempt: 2, counts: { total, pending: 3, failed: 0 } });
    const finished = () => follower.typesOf(id).filter((type) => type === 'batch.finished').length;
    await until(() => finished() === 2);
    const after = await readItems(person.client, id);
    const touched = after.filter((item, n) => item.finished_at !== before[n]?.finished_at);
    expect(touched.map(({ source_name }) => source_name)).toEqual(Object.keys(corrupt));
    expect(touched.every(({ attempt }) => attempt === 2)).toBe(true);
    expect((await failedItems()).map(({ error }) => error?.code).sort()).toEqual(reasons);
    const batch = await readBatch(person.client, id);
    expect(batch.counts).toMatchObject({ total, pending: 0, succeeded: 997, failed: 3 });
    expect(follower.typesOf(id).slice(3)).toEqual([
      'batch.retried',
      'batch.running',
      'batch.finished',
    ]);
  });
});
