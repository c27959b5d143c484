import {
  type ClassificationImagePage,
  type ListBatchesData,
  type ListImagesData,
  listBatches,
  listImages,
  listModels,
  getModel,
} from '../../../clients/typescript';
import { newId } from '../../../foundation/ids';
import type { TestApi } from '../../support/api';
import { newPerson, type Person, startClassificationApi } from './classification-api';
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

interface Given {
  filename: string;
  created_at?: string;
  [column: string]: unknown;
}

async function addImages(person: Person, rows: Given[]): Promise<void> {
  const images = rows.map((row) => {
    const id = newId();
    const sha256 = id.replaceAll('-', '').repeat(2);
    return { id, owner_id: person.id, object_key: `images/x/${id}`, size: 1, sha256, ...row };
  });
  await api.services.database('classification_images').insert(images);
}

const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString();

async function names(person: Person, query: ListImagesData['query'] = {}): Promise<string[]> {
  const { data } = await listImages({ client: person.client, query, throwOnError: true });
  return data.results.map(({ filename }) => filename);
}

/** Follows `next`, or `previous`, from a first page to the last. */
async function walk(
  person: Person,
  url: string | null,
  along: 'next' | 'previous',
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<ClassificationImagePage[]> {
  const pages: ClassificationImagePage[] = [];
  for (let next = url; next !== null; next = pages.at(-1)?.[along] ?? null) {
    const target = next.replace(/^http:\/\/[^/]+/, '');
    const headers = { authorization: `Bearer ${person.access}` };
    const response = await api.fetch(target, { headers });
    expect(response.status).toBe(200);
    pages.push((await response.json()) as ClassificationImagePage);
    await between();
  }
  return pages;
}

describe('pages of pictures', () => {
  test.each(['-created_at', 'created_at', 'confidence', '-confidence'])(
    'by %s show every picture once, forth and back, while others appear',
    async (sort) => {
      // Three by three share their instant and their confidence, some have none.
      const rows = Array.from({ length: 25 }, (_, n) => ({
        filename: `image-${n}`,
        created_at: minute(Math.floor(n / 3)),
        confidence: n % 5 === 0 ? null : Math.floor(n / 3) / 10,
      }));
      await addImages(amina, rows);
      const disturb = () =>
        addImages(amina, [
          { filename: 'new', created_at: minute(99), confidence: 0.99 },
          { filename: 'new', created_at: minute(-99), confidence: 0 },
        ]);
      const first = `/api/classification/images?limit=4&sort=${sort}`;
      const pages = await walk(amina, first, 'next', disturb);
      const seen = pages.flatMap(({ results }) => results.map(({ filename }) => filename));
      const known = seen.filter((name) => name !== 'new');
      expect([...known].sort()).toEqual(rows.map(({ filename }) => filename).sort());
      const back = await walk(amina, pages.at(-1)?.previous ?? null, 'previous');
      const again = back
        .reverse()
        .flatMap(({ results }) => results.map(({ filename }) => filename));
      const last = pages.at(-1)?.results.filter(({ filename }) => filename !== 'new') ?? [];
      const expected = known.slice(0, known.length - last.length);
      expect(again.filter((name) => name !== 'new')).toEqual(expected);
      expect(pages[0]).toMatchObject({ count: 25, count_capped: false, previous: null });
    },
  );

  test('stop counting at 10,000', async () => {
    const { database } = api.services;
    await database.raw(
      `insert into classification_images (id, owner_id, filename, object_key, size, sha256)
       select uuidv7(), ?, 'x', 'images/x/' || n, 1, repeat(lpad(to_hex(n), 8, '0'), 8)
       from generate_series(1, 10001) n`,
      [amina.id],
    );
    const { data } = await listImages({ client: amina.client, query: { limit: 1 } });
    expect(data).toMatchObject({ count: 10_000, count_capped: true });
  });

  test('refuse what is no cursor, or one of another order', async () => {
    await addImages(amina, [{ filename: 'a' }, { filename: 'b' }]);
    const { client } = amina;
    const { data } = await listImages({ client, query: { limit: 1 } });
    const cursor = new URL(data?.next ?? '').searchParams.get('cursor') ?? '';
    for (const query of [{ cursor: 'made-up' }, { cursor, sort: 'confidence' as const }]) {
      const { error } = await listImages({ client, query });
      expect(error).toMatchObject({ status: 400, code: 'invalid_cursor' });
    }
  });
});

describe('filters of pictures', () => {
  test('show those that match all of them', async () => {
    const classified = {
      state: 'classified',
      outcome: 'classified',
      model_version: shippedVersion,
    };
    await addImages(amina, [
      { filename: 'a', created_at: minute(1), ...classified, label: 'spotted', confidence: 0.9 },
      { filename: 'b', created_at: minute(2), ...classified, label: 'rotten', confidence: 0.5 },
      { filename: 'c_%', created_at: minute(3) },
    ]);
    expect(await names(amina, { sort: 'created_at' })).toEqual(['a', 'b', 'c_%']);
    expect(await names(amina, { label: 'spotted' })).toEqual(['a']);
    expect(await names(amina, { outcome: 'uncertain' })).toEqual([]);
    expect(await names(amina, { state: 'pending' })).toEqual(['c_%']);
    expect(await names(amina, { confidence_min: 0.5, confidence_max: 0.6 })).toEqual(['b']);
    expect(await names(amina, { model_version: shippedVersion, search: 'A' })).toEqual(['a']);
    expect(await names(amina, { search: '_%' })).toEqual(['c_%']);
    expect(await names(amina, { created_after: minute(2), created_before: minute(3) })).toEqual([
      'b',
    ]);
    expect(await names(amina, { batch_id: newId() })).toEqual([]);
  });

  test.each([
    ['colour=red', 'unknown_parameter'],
    ['limit=0', 'validation_failed'],
    ['limit=101', 'validation_failed'],
    ['label=banana', 'validation_failed'],
    ['batch_id=7', 'validation_failed'],
    ['created_after=yesterday', 'validation_failed'],
    ['created_after=2026-01-01T23:59:60Z', 'validation_failed'],
    ['confidence_min=2', 'validation_failed'],
    ['sort=size', 'validation_failed'],
    ['search=%00', 'validation_failed'],
  ])('refuse %s', async (query, code) => {
    const headers = { authorization: `Bearer ${amina.access}` };
    const response = await api.fetch(`/api/classification/images?${query}`, { headers });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code });
  });

  test('take the first instant of all for what it is', async () => {
    await addImages(amina, [{ filename: 'a' }]);
    expect(await names(amina, { created_after: '0000-01-01T00:00:00Z' })).toEqual(['a']);
  });

  test('by owner are for admins', async () => {
    await addImages(amina, [{ filename: 'mine' }]);
    const [other, admin] = [await newPerson(api), await newPerson(api, 'admin')];
    const query = { owner_id: amina.id };
    for (const list of [listImages, listBatches]) {
      const { error } = await list({ client: other.client, query });
      expect(error).toMatchObject({ status: 403, code: 'forbidden' });
    }
    expect(await names(amina, query)).toEqual(['mine']);
    expect(await names(admin, query)).toEqual(['mine']);
    expect(await names(admin, {})).toEqual([]);
  });
});

describe('batches', () => {
  async function addBatch(name: string, row: object = {}): Promise<void> {
    const id = newId();
    const given = {
      id,
      owner_id: amina.id,
      kind: 'classification',
      name,
      source: { type: 'files' },
    };
    await api.services.database('batches').insert({ ...given, ...row });
  }
  const listed = async (query: NonNullable<ListBatchesData['query']>) => {
    const { data } = await listBatches({ client: amina.client, query, throwOnError: true });
    return data.results.map(({ name }) => name);
  };

  test('are sorted, searched and filtered', async () => {
    await addBatch('beta', { created_at: minute(1) });
    await addBatch('alpha', { created_at: minute(2), state: 'finished', finished_at: minute(3) });
    await addBatch('gamma', { created_at: minute(3), deleted_at: minute(4) });
    expect(await listed({})).toEqual(['alpha', 'beta']);
    expect(await listed({ sort: 'created_at' })).toEqual(['beta', 'alpha']);
    expect(await listed({ sort: 'name' })).toEqual(['alpha', 'beta']);
    expect(await listed({ sort: '-name' })).toEqual(['beta', 'alpha']);
    expect(await listed({ state: 'finished' })).toEqual(['alpha']);
    expect(await listed({ search: 'ET' })).toEqual(['beta']);
    expect(await listed({ created_before: minute(2) })).toEqual(['beta']);
  });
});

describe('models', () => {
  test('are those of this deployment, one of them active', async () => {
    const { data } = await listModels({ client: amina.client });
    expect(data).toMatchObject({ count: 1, results: [{ id: shippedVersion, active: true }] });
    const path = { id: shippedVersion };
    const one = await getModel({ client: amina.client, path });
    expect(one.data).toEqual(data?.results[0]);
    expect(one.data?.figures['accuracy']?.interval_95).toHaveLength(2);
    const missing = await getModel({ client: amina.client, path: { id: 'plum-0' } });
    expect(missing.error).toMatchObject({ status: 404, code: 'not_found' });
  });
});
