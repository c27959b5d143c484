import { identify } from '../../../api/realtime/handshake';
import {
  createApiKey,
  exportApiKeys,
  getApiKey,
  getMe,
  listApiKeys,
  listBatches,
  listEvents,
  revokeApiKey,
  type ApiKeyCreate,
  type Problem,
} from '../../../clients/typescript';
import { mostApiKeys } from '../../../models/identity/create-api-key';
import { createKey } from '../../factories/api-key';
import { startTestApi, type TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';

let api: TestApi;
let amina: Person;
let bea: Person;
let admin: Person;
beforeAll(async () => {
  api = await startTestApi(/^(identity|messaging|classification)\//);
  [amina, bea, admin] = await Promise.all([
    newPerson(api),
    newPerson(api),
    newPerson(api, 'admin'),
  ]);
});
beforeEach(async () => await api.services.database('api_keys').delete());
afterAll(() => api.close());

const wish: ApiKeyCreate = { name: 'Sorting line', scopes: ['classification:read'] };
const codeOf = ({ error }: { error?: unknown }) => (error as Problem | undefined)?.code;
const make = async (person = amina, more: Partial<ApiKeyCreate> = {}) => {
  const body = { ...wish, ...more };
  const { data } = await createApiKey({ client: person.client, body, throwOnError: true });
  return data;
};
const batchesBy = (key: string) => listBatches({ client: api.client(key) });
const dayMs = 24 * 3_600_000;

describe('an API key', () => {
  test('is shown once, and kept as a hash', async () => {
    const { data, response } = await createApiKey({ client: amina.client, body: wish });
    expect(response.status).toBe(201);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('location')).toBe(`/api/auth/api-keys/${data?.id}`);
    expect(data).toMatchObject({ ...wish, owner_id: amina.id, last_used_at: null });
    expect(data?.key).toMatch(/^relais_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
    expect(data?.key.startsWith(`${data.prefix}_`)).toBe(true);
    const id = data?.id ?? '';
    const read = await getApiKey({ client: amina.client, path: { id } });
    expect(read.data).not.toHaveProperty('key');
    const row: unknown = await api.services.database('api_keys').where({ id }).first();
    expect(JSON.stringify(row)).not.toContain(data?.key.slice(-43));
  });

  test('is told of: by a mail, in the log of events and in the audit log', async () => {
    const { id } = await make();
    const { database } = api.services;
    const [entry] = await database('audit_entries')
      .where({ subject_id: id })
      .select<{ id: string; action: string }[]>('id', 'action');
    expect(entry?.action).toBe('account.api_key_created');
    expect(await database('mails').where({ subject_id: entry?.id })).toMatchObject([
      { kind: 'security-alert', owner_id: amina.id },
    ]);
    expect(await database('events').where({ subject_id: id })).toMatchObject([
      { type: 'api_key.created', owner_id: amina.id },
    ]);
  });

  test('does what its scopes name for its owner, and nothing else', async () => {
    const { key } = await make();
    expect((await batchesBy(key)).response.status).toBe(200);
    const events = await listEvents({ client: api.client(key), query: { after: 0 } });
    expect([events.response.status, codeOf(events)]).toEqual([403, 'insufficient_scope']);
    const me = await getMe({ client: api.client(key) });
    expect([me.response.status, codeOf(me)]).toEqual([401, 'unauthenticated']);
    const more = await createApiKey({ client: api.client(key), body: wish });
    expect(codeOf(more)).toBe('unauthenticated');
  });

  test('never does what its owner may not', async () => {
    const { key } = await make(amina, { scopes: ['mails:read'] });
    const mails = await api.fetch('/api/mails', { headers: { authorization: `Bearer ${key}` } });
    expect(mails.status).toBe(403);
    expect(await mails.json()).toMatchObject({ code: 'forbidden' });
  });

  test('opens no socket', async () => {
    const { key: token } = await make();
    await expect(identify(api.services, { token })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  test('says when it was used last, to the minute', async () => {
    const { id, key } = await make();
    const used = async () => {
      await batchesBy(key);
      const { data } = await getApiKey({ client: amina.client, path: { id } });
      return data?.last_used_at;
    };
    const first = api.clock.now().toISOString();
    expect(await used()).toBe(first);
    api.clock.advance(30_000);
    expect(await used()).toBe(first);
    api.clock.advance(31_000);
    expect(await used()).toBe(api.clock.now().toISOString());
  });

  test('works until its end: 90 days, another day, or without end', async () => {
    const usual = await make();
    const end = new Date(api.clock.now().getTime() + dayMs).toISOString();
    const short = await make(amina, { expires_at: end });
    const endless = await make(amina, { expires_at: null });
    const inDays = Math.round(
      (Date.parse(usual.expires_at ?? '') - api.clock.now().getTime()) / dayMs,
    );
    expect([inDays, short.expires_at, endless.expires_at]).toEqual([90, end, null]);
    expect((await batchesBy(short.key)).response.status).toBe(200);
    api.clock.advance(dayMs);
    expect(codeOf(await batchesBy(short.key))).toBe('unauthenticated');
    expect((await batchesBy(endless.key)).response.status).toBe(200);
    for (const expires_at of [end, '2016-12-31T23:59:60Z']) {
      const body = { ...wish, expires_at };
      expect(codeOf(await createApiKey({ client: amina.client, body }))).toBe('validation_failed');
    }
  });

  test.each([
    ['no scope', { scopes: [] }],
    ['an unknown scope', { scopes: ['everything:write'] as never }],
    ['no name', { name: '' }],
    ['another owner', { owner_id: '0199f3a2-7c1e-7d43-9b58-2f6a4c1d0e77' } as object],
  ])('is not made with %s', async (_what, more) => {
    const answer = await createApiKey({ client: amina.client, body: { ...wish, ...more } });
    expect([answer.response.status, codeOf(answer)]).toEqual([400, 'validation_failed']);
  });

  test.each([
    ['a session that ended', 'sessions', { revoked_at: new Date() }],
    ['an account that was deactivated', 'users', { is_active: false }],
  ])('is not made for %s, even while this process remembers it', async (_what, table, ended) => {
    const { database } = api.services;
    const person = await newPerson(api);
    expect((await getMe({ client: person.client })).response.status).toBe(200);
    const column = table === 'users' ? 'id' : 'owner_id';
    // As another process does it.
    await database(table)
      .where({ [column]: person.id })
      .update(ended);
    expect((await getMe({ client: person.client })).response.status).toBe(200);
    const answer = await createApiKey({ client: person.client, body: wish });
    expect([answer.response.status, codeOf(answer)]).toEqual([401, 'session_revoked']);
    expect(await database('api_keys').where({ owner_id: person.id })).toEqual([]);
  });

  test('is one of 50 that work at most, also at the same time', async () => {
    const { database } = api.services;
    for (let n = 2; n < mostApiKeys; n += 1) await createKey(database, amina.id);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => createApiKey({ client: amina.client, body: wish })),
    );
    expect(answers.map(({ response }) => response.status).sort()).toEqual([201, 201, 409, 409]);
    expect(answers.map(codeOf)).toContain('api_key_limit');
    const { data } = await listApiKeys({ client: amina.client });
    await revokeApiKey({ client: amina.client, path: { id: data?.results[0]?.id ?? '' } });
    await make();
  });
});

describe('a key that was revoked', () => {
  test('works no more at once, keeps its row, and stays as it is', async () => {
    const { id, key } = await make();
    expect((await batchesBy(key)).response.status).toBe(200);
    const revoke = () => revokeApiKey({ client: amina.client, path: { id } });
    expect((await revoke()).response.status).toBe(204);
    expect(codeOf(await batchesBy(key))).toBe('unauthenticated');
    const read = () => getApiKey({ client: amina.client, path: { id } });
    const { data } = await read();
    expect(data?.revoked_at).toBe(api.clock.now().toISOString());
    api.clock.advance(1000);
    expect((await revoke()).response.status).toBe(204);
    expect((await read()).data).toEqual(data);
    const { database } = api.services;
    expect(
      await database('events').where({ subject_id: id, type: 'api_key.revoked' }),
    ).toHaveLength(1);
  });

  test('was its owner’s, or an admin took it, which leaves an audit row', async () => {
    const { id, key } = await make();
    const by = (person: Person) => revokeApiKey({ client: person.client, path: { id } });
    expect(codeOf(await by(bea))).toBe('not_found');
    expect((await by(admin)).response.status).toBe(204);
    expect(codeOf(await batchesBy(key))).toBe('unauthenticated');
    const { database } = api.services;
    const audited = await database('audit_entries').where({ action: 'api_key.revoke' });
    expect(audited).toContainEqual(
      expect.objectContaining({ actor_id: admin.id, owner_id: amina.id, subject_id: id }),
    );
  });
});

describe('the list', () => {
  test('shows one’s own, newest first, and any owner’s to admins', async () => {
    const first = await make();
    api.clock.advance(1000);
    const second = await make(amina, { name: 'second' });
    await make(bea);
    const list = async (person: Person, query: object = {}) => {
      const found = await listApiKeys({ client: person.client, query });
      return found.data ? found.data.results.map(({ id }) => id) : found.response.status;
    };
    expect(await list(amina)).toEqual([second.id, first.id]);
    expect(await list(amina, { sort: 'created_at', limit: 1 })).toEqual([first.id]);
    expect(await list(admin, { owner_id: amina.id })).toEqual([second.id, first.id]);
    expect(await list(bea, { owner_id: amina.id })).toBe(403);
    const file = await exportApiKeys({ client: amina.client });
    expect(file.data?.results.map(({ id }) => id)).toEqual([second.id, first.id]);
  });
});

describe('what only looks like a key', () => {
  test.each([
    ['another secret', (key: string) => `${key.slice(0, -43)}${'A'.repeat(43)}`],
    ['another prefix', (key: string) => `relais_0000000000000000_${key.slice(-43)}`],
    ['a longer one', (key: string) => `${key}A`],
    ['its prefix only', (key: string) => key.slice(0, 23)],
  ])('is refused: %s', async (_what, forge) => {
    const { key } = await make();
    expect((await batchesBy(key)).response.status).toBe(200);
    const answer = await batchesBy(forge(key));
    expect([answer.response.status, codeOf(answer)]).toEqual([401, 'unauthenticated']);
  });
});
