import type { Request } from 'express';
import knex, { type Knex } from 'knex';
import {
  decodeCursor,
  encodeCursor,
  pageBody,
  pageRequest,
  type PageContext,
} from '../../api/pagination';
import { keysetPage, type KeysetOrder } from '../../foundation/keyset';
import type { Page } from '../../openapi/generated/types';
import { createTestDatabase, type TestDatabase } from '../support/database';

const secretKey = 'a secret that only the tests know, long enough';
const publicUrl = 'https://relais.example.org';
const order: KeysetOrder = {
  columns: [
    { sql: 'thing.at', type: 'timestamptz' },
    { sql: 'thing.id', type: 'integer' },
  ],
  direction: 'desc',
};

let testDatabase: TestDatabase;
let database: Knex;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = knex({ client: 'pg', connection: testDatabase.url });
  // Microseconds apart, three rows to each instant.
  await database.raw(`
    create table thing (id integer primary key, at timestamptz not null);
    insert into thing select n, '2026-01-01'::timestamptz + (n / 3) * interval '1 microsecond'
      from generate_series(1, 50) n;
    create table many as select n as id from generate_series(1, 10001) n;
  `);
});
afterAll(async () => {
  await database.destroy();
  await testDatabase.drop();
});

type Body = Page & { results: number[] };

function context(url: string): PageContext {
  const { searchParams } = new URL(url, publicUrl);
  const cursor = searchParams.get('cursor');
  return {
    request: { originalUrl: url.replace(publicUrl, '') } as Request,
    query: { limit: Number(searchParams.get('limit')), ...(cursor !== null && { cursor }) },
    services: { config: { secretKey, api: { publicUrl } } },
  };
}

async function read(url: string): Promise<Body> {
  const given = context(url);
  const wanted = pageRequest(given, '-at', order);
  const page = await keysetPage<{ id: number }>(database, database('thing').select('id'), wanted);
  return pageBody(given, '-at', page, (row) => row.id);
}

const first = '/api/things?state=any&limit=7';
const newestFirst = Array.from({ length: 50 }, (_, index) => 50 - index);

test('following next reads every row once, in order, and the links keep the filters', async () => {
  const seen: number[] = [];
  let page = await read(first);
  expect(page).toMatchObject({ count: 50, count_capped: false, previous: null });
  for (;;) {
    seen.push(...page.results);
    if (!page.next) break;
    expect(page.next).toMatch(
      /^https:\/\/relais\.example\.org\/api\/things\?state=any&limit=7&cursor=/,
    );
    page = await read(page.next);
  }
  expect(seen).toEqual(newestFirst);
});

test('previous leads back the same way to the first page', async () => {
  const second = await read((await read(first)).next ?? '');
  const third = await read(second.next ?? '');
  const back = await read(third.previous ?? '');
  expect(back.results).toEqual(second.results);
  const start = await read(back.previous ?? '');
  expect(start.results).toEqual(newestFirst.slice(0, 7));
  expect(start.previous).toBeNull();
  expect((await read(start.next ?? '')).results).toEqual(second.results);
});

test('a row that appears meanwhile moves nothing', async () => {
  const page = await read(first);
  await database('thing').insert({ id: 1000, at: '2027-01-01' });
  expect((await read(page.next ?? '')).results).toEqual(newestFirst.slice(7, 14));
  await database('thing').where('id', 1000).delete();
});

test('a page whose rows are gone still leads back', async () => {
  const last = encodeCursor(secretKey, '-at', {
    toward: 'next',
    values: ['2025-12-31 00:00:00+00', '0'],
  });
  const page = await read(`${first}&cursor=${last}`);
  expect([page.results, page.next]).toEqual([[], null]);
  expect((await read(page.previous ?? '')).results).toEqual([7, 6, 5, 4, 3, 2, 1]);
});

test('counts exactly up to 10,000 and says so when there are more', async () => {
  const byId: KeysetOrder = { columns: [{ sql: 'id', type: 'integer' }], direction: 'asc' };
  const page = (limit: number, upTo: number) =>
    keysetPage(database, database('many').select('id').where('id', '<=', upTo), {
      limit,
      order: byId,
    });
  expect(await page(1, 10_000)).toMatchObject({ count: 10_000, count_capped: false });
  expect(await page(1, 10_001)).toMatchObject({ count: 10_000, count_capped: true });
});

test.each([
  ['garbage', 'garbage'],
  ['nothing signed', `${Buffer.from('["-at",1,"2026-01-01","1"]').toString('base64url')}.AAAA`],
  [
    'the signature of another key',
    encodeCursor('another secret', '-at', { toward: 'next', values: ['a', 'b'] }),
  ],
  [
    'the cursor of another order',
    encodeCursor(secretKey, 'at', { toward: 'next', values: ['a', 'b'] }),
  ],
  ['a cursor of fewer columns', encodeCursor(secretKey, '-at', { toward: 'next', values: ['a'] })],
])('%s is no cursor', async (_what, cursor) => {
  await expect(read(`${first}&cursor=${cursor}`)).rejects.toMatchObject({ code: 'invalid_cursor' });
});

test('a cursor says what it was made from', () => {
  const position = { toward: 'previous' as const, values: ['2026-01-01 00:00:00.000001+00', 'é'] };
  expect(decodeCursor(secretKey, 'x', encodeCursor(secretKey, 'x', position))).toEqual(position);
});
