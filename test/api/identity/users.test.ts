import {
  addUserRole,
  createUser,
  exportUsers,
  getMe,
  getUser,
  listBatches,
  listUsers,
  loginUser,
  updateUser,
  type UserUpdate,
} from '../../../clients/typescript';
import { createKey } from '../../factories/api-key';
import { newUser, signedInUser } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';
import { until } from '../../support/until';
import { newPerson, type Person } from '../classification/classification-api';
import { codeOf, newManager, waiting } from './administration';

let api: TestApi;
let admin: Person;
let amina: Person;
beforeAll(async () => {
  api = await startTestApi(/^(identity|classification)\//);
  [admin, amina] = await Promise.all([newPerson(api, 'admin'), newPerson(api)]);
});
afterAll(() => api.close());

const read = async (id: string) => {
  const { data, response } = await getUser({ client: admin.client, path: { id } });
  return { user: data, etag: response.headers.get('etag') ?? '' };
};
const edit = (by: Person, id: string, body: UserUpdate, tag = '*') =>
  updateUser({ client: by.client, path: { id }, headers: { 'If-Match': tag }, body });
const auditOf = (subject_id: string, action: string) =>
  api.services.database('audit_entries').where({ subject_id, action });

describe('a user whom an admin creates', () => {
  const create = (body: Parameters<typeof createUser>[0]['body'], key?: string) =>
    createUser({
      ...{ client: admin.client, body },
      ...(key !== undefined && { headers: { 'Idempotency-Key': key } }),
    });

  test('has the roles that were named, no password that anybody knows, and a mail to choose one', async () => {
    const { username, email } = newUser();
    const { data, response } = await create({ username, email, roles: ['reviewer', 'member'] });
    expect(response.status).toBe(201);
    const id = data?.id ?? '';
    expect(response.headers.get('location')).toBe(`/api/users/${id}`);
    expect(data).toMatchObject({
      ...{ username, email, email_verified: false, is_active: true, roles: ['member', 'reviewer'] },
    });
    expect((await read(id)).user).toEqual(data);
    const { database } = api.services;
    const mails = await database('mails').where({ owner_id: id }).orderBy('kind').pluck('kind');
    expect(mails).toEqual(['password-reset', 'welcome']);
    expect(await auditOf(id, 'user.create')).toMatchObject([
      { actor_id: admin.id, owner_id: id, request_id: response.headers.get('x-request-id') },
    ]);
  });

  test('is a member unless it is said otherwise, and made once per key', async () => {
    const { username, email } = newUser();
    const first = await create({ username, email }, 'once');
    expect(first.data?.roles).toEqual(['member']);
    const again = await create({ username, email }, 'once');
    expect(again.data).toEqual(first.data);
    expect(again.response.headers.get('idempotency-replayed')).toBe('true');
  });

  test('is refused with a name or an address of somebody, and with what is not to be chosen', async () => {
    const { user } = await signedInUser(api);
    const { database } = api.services;
    const { username, email } = newUser();
    expect(codeOf(await create({ username: user.username, email }))).toBe('username_taken');
    await database('users')
      .where({ username: user.username })
      .update({ email_verified_at: new Date() });
    expect(codeOf(await create({ username, email: user.email.toUpperCase() }))).toBe('email_taken');
    const unknown = await create({ username, email, roles: ['member', 'emperor'] });
    expect(unknown.error).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/roles/1', code: 'unknown' }],
    });
    const wrong = { username, email, email_verified: true, is_premium: true } as never;
    expect(codeOf(await create(wrong))).toBe('validation_failed');
    expect(await database('users').where({ username })).toEqual([]);
  });
});

describe('the list of users', () => {
  const list = async (query: object) => {
    const { data } = await listUsers({ client: admin.client, query, throwOnError: true });
    return data.results.map(({ id }) => id);
  };

  test('finds by text, role and activity, in the order that is asked for', async () => {
    const zoe = newUser({ username: 'zoe.searched', first_name: 'Zoé' });
    const abe = newUser({ username: 'abe.searched', last_name: '100%' });
    const client = admin.client;
    const ids: string[] = [];
    for (const { username, email, first_name = '', last_name = '' } of [zoe, abe]) {
      api.clock.advance(1000);
      const body = { username, email, first_name, last_name, roles: ['farmer'] };
      const { data } = await createUser({ client, body, throwOnError: true });
      ids.push(data.id);
    }
    const [first = '', second = ''] = ids;
    expect(await list({ search: '.SEARCHED' })).toEqual([second, first]);
    expect(await list({ search: '.searched', sort: '-username' })).toEqual([first, second]);
    expect(await list({ search: 'zoé' })).toEqual([first]);
    expect(await list({ search: '0%' })).toEqual([second]);
    expect((await list({ role: 'farmer' })).sort()).toEqual([...ids].sort());
    await edit(admin, first, { is_active: false });
    expect(await list({ role: 'farmer', is_active: false })).toEqual([first]);
    expect(await list({ role: 'farmer', is_active: true })).toEqual([second]);
  });

  test('leaves as a file, for who may list it', async () => {
    const { data } = await exportUsers({ client: admin.client, query: { role: 'admin' } });
    expect(data?.results).toMatchObject([{ id: admin.id, is_active: true }]);
    expect(codeOf(await exportUsers({ client: amina.client }))).toBe('forbidden');
  });

  test('comes in pages that follow each other', async () => {
    const query = { sort: 'username' as const, limit: 2 };
    const { data } = await listUsers({ client: admin.client, query, throwOnError: true });
    const next = await api.fetch((data.next ?? '').replace(/^https?:\/\/[^/]+/, ''), {
      headers: { authorization: `Bearer ${admin.access}` },
    });
    const page = (await next.json()) as typeof data;
    const names = [...data.results, ...page.results].map(({ username }) => username);
    expect(names).toEqual([...new Set(names)].sort());
    expect(names).toHaveLength(4);
  });
});

describe('an edit', () => {
  test('changes what is named, once per version', async () => {
    const { etag } = await read(amina.id);
    const { data, response } = await edit(admin, amina.id, { first_name: 'Amina' }, etag);
    expect(data).toMatchObject({ first_name: 'Amina', last_name: '', is_active: true });
    expect(response.headers.get('etag')).not.toBe(etag);
    expect(codeOf(await edit(admin, amina.id, { last_name: 'x' }, etag))).toBe(
      'precondition_failed',
    );
    const bare = await updateUser({
      ...{ client: admin.client, path: { id: amina.id }, body: { last_name: 'x' } },
    });
    expect(codeOf(bare)).toBe('precondition_required');
    expect(await auditOf(amina.id, 'user.update')).toMatchObject([
      { changes: { fields: ['first_name'] } },
    ]);
  });

  test('overwrites nothing that its user changes at the same time', async () => {
    const own = await newPerson(api);
    const { etag } = await read(own.id);
    const { database } = api.services;
    const held = await database.transaction();
    await held('users')
      .where({ id: own.id })
      .update({ first_name: 'Awa', version: held.raw('version + 1') });
    const answer = edit(admin, own.id, { first_name: 'Amina' }, etag);
    await until(async () => (await waiting(api)) > 0);
    await held.commit();
    expect(codeOf(await answer)).toBe('precondition_failed');
    expect((await read(own.id)).user?.first_name).toBe('Awa');
  });

  test.each([
    ['a role', { roles: ['admin'] }],
    ['a password', { password: 'correct horse battery staple' }],
    ['a proof of the address', { email_verified: true }],
    ['nothing', {}],
  ])('of %s is refused', async (_what, body) => {
    expect(codeOf(await edit(admin, amina.id, body as UserUpdate))).toBe('validation_failed');
  });

  test('tells its user', async () => {
    const bea = await newPerson(api);
    await edit(admin, bea.id, { last_name: 'Bea' });
    const events = await api.services.database('events').where({ owner_id: bea.id });
    expect(events).toMatchObject([{ type: 'user.updated', subject_id: bea.id }]);
  });
});

describe('a user who is deactivated', () => {
  test('loses sessions and keys at once and for good, and cannot sign in until activated', async () => {
    const { access, user } = await signedInUser(api);
    const me = await getMe({ client: api.client(access), throwOnError: true });
    const { id } = me.data;
    const { key } = await createKey(api.services.database, id);
    const byKey = () => listBatches({ client: api.client(key) });
    expect((await byKey()).response.status).toBe(200);
    expect((await edit(admin, id, { is_active: false })).data).toMatchObject({ is_active: false });
    const bySession = () => getMe({ client: api.client(access) });
    expect([codeOf(await bySession()), codeOf(await byKey())]).toEqual([
      ...['session_revoked', 'unauthenticated'],
    ]);
    const { username, password } = user;
    const signIn = () => loginUser({ client: api.client(), body: { username, password } });
    expect(codeOf(await signIn())).toBe('invalid_credentials');
    expect((await edit(admin, id, { is_active: true })).data).toMatchObject({ is_active: true });
    expect([codeOf(await bySession()), codeOf(await byKey())]).toEqual([
      ...['session_revoked', 'unauthenticated'],
    ]);
    expect((await signIn()).response.status).toBe(200);
  });
});

describe('nobody', () => {
  test('locks themselves out', async () => {
    const refused = await edit(admin, admin.id, { is_active: false });
    expect([refused.response.status, codeOf(refused)]).toEqual([409, 'administration_lockout']);
    expect((await getMe({ client: admin.client })).response.status).toBe(200);
  });

  test('changes an account that may do what they may not', async () => {
    const manager = await newManager(api, admin);
    expect((await edit(manager, amina.id, { last_name: 'Diallo' })).response.status).toBe(200);
    for (const body of [{ last_name: 'Boss' }, { is_active: false }]) {
      const refused = await edit(manager, admin.id, body);
      expect([refused.response.status, codeOf(refused)]).toEqual([403, 'forbidden']);
    }
  });

  test('creates an account, or makes one, that may do what they may not', async () => {
    const manager = await newManager(api, admin);
    const { username, email } = newUser();
    const body = { username, email, roles: ['admin'] };
    expect(codeOf(await createUser({ client: manager.client, body }))).toBe('forbidden');
    const give = { client: manager.client, path: { id: manager.id }, body: { role: 'admin' } };
    expect(codeOf(await addUserRole(give))).toBe('forbidden');
  });
});
