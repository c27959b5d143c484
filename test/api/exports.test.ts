// Exports over HTTP: the rows of their lists, all of them, and never a part that looks like the whole.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { loadContract, type ContractOperation } from '../../api/contract';
import { closed } from '../../api/reply-check';
import { exportImages, logoutUser, revokeApiKey } from '../../clients/typescript';
import { newId } from '../../foundation/ids';
import { createKey } from '../factories/api-key';
import { startTestApi, type TestApi } from '../support/api';
import { until } from '../support/until';
import { newPerson, type Person } from './classification/classification-api';
import { createExportedRows } from './exported-rows';

const contract = loadContract();
const exported = contract.operations.filter((one) => one.exported);
const byName = exported.map((one) => [one.id, one] as const);

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

// Node's own sockets may tell a reset that comes with the last bytes as an end.
const plainReader = `
import socket, sys
connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))
connection.sendall(sys.argv[3].encode())
connection.recv(1)
print('begun', flush=True)
sys.stdin.readline()
try:
    while connection.recv(65536): pass
    print('whole')
except ConnectionResetError:
    print('broken')
`;

const get = (path: string, { access }: { access: string }, headers: Record<string, string> = {}) =>
  api.fetch(`/api${path}`, { headers: { authorization: `Bearer ${access}`, ...headers } });

/** Pictures with long names, so that they are more than the network holds: about 25 MB as a file. */
async function manyImages(owner_id: string, count = 20_000): Promise<void> {
  await api.services.database.raw(
    `insert into classification_images
       (id, owner_id, filename, object_key, size, sha256, state, label, created_at)
     select gen_random_uuid(), :owner_id, n || repeat('x', 1000), 'images/' || n, 1,
       md5(n::text) || md5(n::text), 'classified', 'rotten',
       timestamptz '2026-09-01T00:00:00Z' + n * interval '1 second'
     from generate_series(1, :count) n`,
    { owner_id, count },
  );
}

/** How many pages of pictures are read while something happens. */
function countPages(): () => number {
  let pages = 0;
  const { database } = api.services;
  database.on('query', ({ sql }: { sql: string }) => {
    if (/from "classification_images"/.test(sql) && !sql.includes('count(')) pages += 1;
  });
  return () => pages;
}

describe('every export', () => {
  let owner: Person;
  let ids: Record<string, string[]>;
  beforeAll(async () => {
    owner = await newPerson(api, 'admin');
    ids = await createExportedRows(api.services.database, owner.id);
  });

  const fill = (one: ContractOperation): string => {
    const list = contract.operations.find(({ id }) => id === one.exported?.list);
    const [...found] = ids[list?.path ?? ''] ?? [];
    return one.path.replaceAll(/\{\w+\}/g, () => found.shift() ?? 'missing');
  };
  const listed = async (one: ContractOperation): Promise<unknown[]> => {
    const list = contract.operations.find(({ id }) => id === one.exported?.list);
    const [...found] = ids[list?.path ?? ''] ?? [];
    const path = list?.path.replaceAll(/\{\w+\}/g, () => found.shift() ?? 'missing') ?? '';
    const { results } = (await (await get(`${path}?limit=100`, owner)).json()) as {
      results: object[];
    };
    return results.map((row) => flat(row, one.exported?.columns ?? []));
  };
  const flat = (row: object, columns: string[]): unknown =>
    Object.fromEntries(columns.map((path) => [path.replaceAll('.', '_'), below(row, path)]));
  const below = (row: object, path: string): unknown => {
    let value: unknown = row;
    for (const key of path.split('.')) value = (value as Record<string, unknown> | null)?.[key];
    return value ?? null;
  };

  it('is among these, or younger than they are', () => {
    const first = [
      ...['exportBatchItems', 'exportBatches', 'exportEvents', 'exportImages', 'exportMails'],
      ...['exportModels', 'exportNotifications', 'exportReviews', 'exportSessions'],
      ...['exportShadowRuns', 'exportWebhookDeliveries', 'exportWebhookEndpoints'],
    ];
    expect(exported.map(({ id }) => id)).toEqual(expect.arrayContaining(first));
  });

  it.each(byName)('has the rows of its list, as the contract says: %s', async (_id, one) => {
    const answer = await get(fill(one), owner);
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as { results: unknown[] };
    expect(body.results).toEqual(await listed(one));
    expect(body.results.length).toBeGreaterThan(0);
    const schema = one.answers['200']?.content?.['application/json']?.schema ?? {};
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats(ajv);
    const validate = ajv.compile(closed(contract.document, schema, []));
    expect([validate(body), validate.errors]).toEqual([true, null]);
  });

  it.each(byName)('is CSV in the columns of the contract, too: %s', async (_id, one) => {
    const answer = await get(`${fill(one)}?format=csv`, owner);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[a-z][A-Za-z0-9._-]*\.csv"$/,
    );
    const [head, ...lines] = (await answer.text()).split('\r\n');
    expect(head).toBe(one.exported?.columns.join(',').replaceAll('.', '_'));
    expect(lines.length).toBeGreaterThan(1);
  });
});

describe('an export', () => {
  let amina: Person;
  beforeAll(async () => {
    amina = await newPerson(api);
    await manyImages(amina.id);
  });

  it('has every row of many thousands in order, reads each page once and counts nothing', async () => {
    const pages = countPages();
    const counted: string[] = [];
    api.services.database.on('query', ({ sql }: { sql: string }) => {
      if (sql.includes('count(')) counted.push(sql);
    });
    const answer = await get('/export/images?format=csv&sort=created_at', amina);
    const lines = (await answer.text()).split('\r\n').slice(1, -1);
    const numbers = lines.map((line) => Number(/,(\d+)x{1000},/.exec(line)?.[1]));
    expect(numbers).toEqual(Array.from({ length: 20_000 }, (_, n) => n + 1));
    expect(pages()).toBe(40);
    expect(counted).toEqual([]);
  });

  it('takes the filters of its list, and no page of its own', async () => {
    const after = '2026-09-01T05:33:10.000Z';
    const { data } = await exportImages({
      client: amina.client,
      query: { label: 'rotten', created_after: after, sort: 'created_at' },
    });
    expect(data?.results.map(({ filename }) => Number.parseInt(filename, 10))).toEqual(
      Array.from({ length: 11 }, (_, n) => 19_990 + n),
    );
    const none = await exportImages({ client: amina.client, query: { label: 'bruised' } });
    expect(none.data).toEqual({ results: [] });
    for (const query of ['cursor=x', 'limit=5', 'format=xlsx', 'label=apple', 'color=red']) {
      expect((await get(`/export/images?${query}`, amina)).status).toBe(400);
    }
  });

  it('is as Accept says, unless a format is asked for', async () => {
    const typeOf = async (query: string, accept: string) => {
      const answer = await get(`/export/sessions${query}`, amina, { accept });
      await answer.arrayBuffer();
      return [answer.status, answer.headers.get('content-type')?.split(';')[0]];
    };
    expect(await typeOf('', 'text/csv')).toEqual([200, 'text/csv']);
    expect(await typeOf('', 'application/json;q=0.5, text/csv')).toEqual([200, 'text/csv']);
    expect(await typeOf('', '*/*')).toEqual([200, 'application/json']);
    expect(await typeOf('?format=csv', 'application/json')).toEqual([200, 'text/csv']);
    expect(await typeOf('', 'application/pdf')).toEqual([406, 'application/problem+json']);
  });

  it('refuses what its list refuses, with a problem', async () => {
    const other = await newPerson(api);
    expect((await get(`/export/images?owner_id=${amina.id}`, other)).status).toBe(403);
    expect((await get('/export/mails', amina)).status).toBe(403);
    const answer = await get(`/export/batches/${newId()}/items?format=csv`, amina);
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'not_found' }]);
  });

  it('answers HEAD without reading on', async () => {
    const pages = countPages();
    const headers = { authorization: `Bearer ${amina.access}` };
    const answer = await api.fetch('/api/export/images', { method: 'HEAD', headers });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(pages()).toBe(1);
  });

  it('stops reading when the client goes away', async () => {
    const pages = countPages();
    const gone = new AbortController();
    const answer = await api.fetch('/api/export/images', {
      headers: { authorization: `Bearer ${amina.access}` },
      signal: gone.signal,
    });
    await answer.body?.getReader().read();
    gone.abort();
    // Until nothing is read while the server answers others.
    await until(async () => {
      const before = pages();
      await (await get('/auth/me', amina)).arrayBuffer();
      return pages() === before;
    });
    expect(pages()).toBeLessThan(40);
  });

  it.each(['/export/images', '/classification/reviewed-images'])(
    'ends for who is signed out meanwhile: %s',
    async (path) => {
      const leaving = await newPerson(api);
      await manyImages(leaving.id);
      await api.services
        .database('classification_images')
        .where({ owner_id: leaving.id })
        .update({ reviewed_label: 'rotten', reviewed_at: new Date() });
      const answer = await get(path, leaving);
      expect(answer.status).toBe(200);
      await logoutUser({ client: leaving.client, throwOnError: true });
      await expect(answer.text()).rejects.toThrow();
    },
  );

  it('ends for an API key that is revoked meanwhile', async () => {
    const { row, key } = await createKey(api.services.database, amina.id);
    const answer = await get('/export/images', { access: key });
    expect(answer.status).toBe(200);
    await revokeApiKey({ client: amina.client, path: { id: row.id }, throwOnError: true });
    await expect(answer.text()).rejects.toThrow();
  });

  describe('that breaks in the middle', () => {
    const rename = (from: string, to: string) =>
      api.services.database.raw(`alter table ${from} rename to ${to}`);
    afterEach(() => rename('gone_images', 'classification_images'));

    it.each(['csv', 'json'])('is a broken transfer: %s', async (format) => {
      const answer = await get(`/export/images?format=${format}`, amina);
      await rename('classification_images', 'gone_images');
      expect(answer.status).toBe(200);
      await expect(answer.text()).rejects.toThrow();
    });

    it('is one for clients of HTTP/1.0, who know the end by the connection', async () => {
      const { hostname, port } = new URL(api.url);
      const head = `Authorization: Bearer ${amina.access}`;
      const asked = `GET /api/export/images?format=csv HTTP/1.0\r\n${head}\r\n\r\n`;
      const reader = spawn('python3', ['-c', plainReader, hostname, port, asked]);
      const lines = createInterface({ input: reader.stdout })[Symbol.asyncIterator]();
      expect(await lines.next()).toMatchObject({ value: 'begun' });
      await rename('classification_images', 'gone_images');
      reader.stdin.end('go on\n');
      expect(await lines.next()).toMatchObject({ value: 'broken' });
    });
  });
});

it('is counted: all exports of a user together', async () => {
  const limited = await startTestApi(/^identity\//, { RATE_LIMIT_SCALE: '0.05' });
  try {
    const { access } = await newPerson(limited);
    const headers = { authorization: `Bearer ${access}` };
    const take = () => limited.fetch('/api/export/sessions', { headers });
    const taken = [await take(), await take(), await take(), await take()];
    expect(taken.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(taken[0]?.headers.get('ratelimit-policy')).toBe('"exports";q=3;w=3600');
    expect(await taken[3]?.json()).toMatchObject({ code: 'rate_limited' });
    expect(Number(taken[3]?.headers.get('retry-after'))).toBeGreaterThan(0);
  } finally {
    await limited.close();
  }
});
