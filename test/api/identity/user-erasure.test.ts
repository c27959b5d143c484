import {
  cancelAccountErasure,
  deleteAccount,
  deleteUser,
  getAccountErasure,
  getMe,
  getUser,
  listBatches,
  loginUser,
  removeUserRole,
  requestPasswordReset,
  updateUser,
} from '../../../clients/typescript';
import { isManaged } from '../../../models/identity/administration';
import { createKey } from '../../factories/api-key';
import { newUser, signedInUser, type SignedIn } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';
import { until } from '../../support/until';
import { newPerson, type Person } from '../classification/classification-api';
import { mailsTo, newestMail } from './account-mails';
import { codeOf, newManager, waiting } from './administration';

const day = 86_400_000;
const reason = 'Left the cooperative';

let api: TestApi;
let admin: Person;
beforeAll(async () => {
  api = await startTestApi(/^(identity|classification)\//);
  admin = await newPerson(api, 'admin');
});
afterAll(() => api.close());

const erase = (by: Person, id: string, tag = '*') =>
  deleteUser({ client: by.client, path: { id }, headers: { 'If-Match': tag }, body: { reason } });
const activate = (id: string) =>
  updateUser({
    ...{ client: admin.client, path: { id }, headers: { 'If-Match': '*' } },
    body: { is_active: true },
  });
const read = async (id: string) => {
  const { data, response } = await getUser({ client: admin.client, path: { id } });
  return { user: data, tag: response.headers.get('etag') ?? '' };
};
const leave = ({ client }: Pick<Person, 'client'>) =>
  deleteAccount({ client, body: { password: newUser().password } });
const seen = ({ access }: SignedIn) => getMe({ client: api.client(access) });
const signIn = ({ user: { username, password } }: SignedIn) =>
  loginUser({ client: api.client(), body: { username, password } });
const eventsOf = async ({ user }: SignedIn) =>
  (await mailsTo(api, user.username, 'security-alert')).map((mail) => mail?.event);

async function somebody(): Promise<SignedIn & { id: string }> {
  const signedIn = await signedInUser(api);
  const { data } = await getMe({ client: api.client(signedIn.access), throwOnError: true });
  return { ...signedIn, id: data.id };
}

describe('a user whom an admin deletes', () => {
  test('loses sessions and keys at once, and everything after the time of grace', async () => {
    const amina = await somebody();
    const { database } = api.services;
    const { key } = await createKey(database, amina.id);
    const byKey = () => listBatches({ client: api.client(key) });
    expect((await byKey()).response.status).toBe(200);
    const { data, response } = await erase(admin, amina.id, (await read(amina.id)).tag);
    const requested_at = api.clock.now();
    const erase_at = new Date(requested_at.getTime() + 30 * day).toISOString();
    expect([response.status, response.headers.get('location')]).toEqual([
      ...[202, `/api/users/${amina.id}`],
    ]);
    expect(data).toMatchObject({
      ...{ state: 'scheduled', requested_at: requested_at.toISOString(), erase_at },
    });
    expect([codeOf(await seen(amina)), codeOf(await byKey())]).toEqual([
      ...['session_revoked', 'unauthenticated'],
    ]);
    expect((await read(amina.id)).user).toMatchObject({ is_active: false, erase_at });
    const commands = database('workflow_commands').where({ subject_id: data?.id });
    expect(await commands).toMatchObject([{ workflow_type: 'deleteAccount' }]);
    const types = await database('events').where({ owner_id: amina.id }).pluck('type');
    expect(types).toContain('user.erasure_requested');
  });

  test('is told that an administrator did it; the audit log says who, and why', async () => {
    const amina = await somebody();
    const { response } = await erase(admin, amina.id);
    expect(await newestMail(api, amina.user.username, 'security-alert')).toMatchObject({
      ...{ event: 'erasure_by_admin', device: '', ip: '' },
    });
    const entry = { owner_id: amina.id, action: 'account.erasure_by_admin' };
    expect(await api.services.database('audit_entries').where(entry)).toMatchObject([
      {
        ...{ actor_id: admin.id, subject_id: amina.id, changes: { reason } },
        request_id: response.headers.get('x-request-id'),
      },
    ]);
  });

  test('does not take it back by signing in, nor by a new password', async () => {
    const amina = await somebody();
    await erase(admin, amina.id);
    expect(codeOf(await signIn(amina))).toBe('invalid_credentials');
    const { email } = amina.user;
    await requestPasswordReset({ client: api.client(), body: { email }, throwOnError: true });
    expect(await mailsTo(api, amina.user.username, 'password-reset')).toEqual([]);
    const mine = { client: api.client(amina.access) };
    expect(codeOf(await cancelAccountErasure(mine))).toBe('session_revoked');
    expect((await read(amina.id)).user?.erase_at).not.toBeNull();
  });

  test('stays when an admin activates them again, and signs in as before', async () => {
    const amina = await somebody();
    const { data } = await erase(admin, amina.id);
    expect((await activate(amina.id)).data).toMatchObject({ is_active: true, erase_at: null });
    expect((await signIn(amina)).response.status).toBe(200);
    expect(await eventsOf(amina)).toEqual(['erasure_by_admin', 'erasure_cancelled_by_admin']);
    const { database } = api.services;
    const pokes = { subject_id: data?.id, poke: true };
    expect(await database('workflow_commands').where(pokes)).toHaveLength(1);
    expect((await erase(admin, amina.id)).data?.id).not.toBe(data?.id);
  });

  test('is deleted once, at the version that was seen', async () => {
    const amina = await somebody();
    const { tag } = await read(amina.id);
    const { data } = await erase(admin, amina.id, tag);
    expect(codeOf(await erase(admin, amina.id, tag))).toBe('precondition_failed');
    expect((await erase(admin, amina.id)).data).toEqual(data);
    expect(await eventsOf(amina)).toEqual(['erasure_by_admin']);
    const path = { id: amina.id };
    const bare = await deleteUser({ client: admin.client, path, body: { reason } });
    expect(codeOf(bare)).toBe('precondition_required');
    const silent = { client: admin.client, path, headers: { 'If-Match': '*' } };
    const body = { reason: '' };
    expect(codeOf(await deleteUser({ ...silent, body }))).toBe('validation_failed');
  });

  test('goes when they wanted it, if they wanted it before, and cannot take it back any more', async () => {
    const amina = await somebody();
    const own = await leave({ client: api.client(amina.access) });
    api.clock.advance(day);
    expect((await erase(admin, amina.id)).data).toEqual(own.data);
    expect(codeOf(await signIn(amina))).toBe('invalid_credentials');
    expect((await read(amina.id)).user?.erase_at).toBe(own.data?.erase_at);
  });
});

test('who signs in at the moment of being deactivated gets no session that could come back', async () => {
  const amina = await somebody();
  const { database } = api.services;
  const held = await database.transaction();
  await held('users').where({ id: amina.id }).update({ is_active: false });
  const answer = signIn(amina);
  await until(async () => (await waiting(api)) > 0);
  await held.commit();
  expect(codeOf(await answer)).toBe('invalid_credentials');
  expect(await database('sessions').where({ owner_id: amina.id })).toHaveLength(1);
});

test('what a user wants is not taken back by an admin who activates them', async () => {
  const amina = await somebody();
  const { data } = await leave({ client: api.client(amina.access) });
  const deactivated = await updateUser({
    ...{ client: admin.client, path: { id: amina.id }, headers: { 'If-Match': '*' } },
    body: { is_active: false },
  });
  expect(deactivated.data?.erase_at).toBe(data?.erase_at);
  expect((await activate(amina.id)).data?.erase_at).toBe(data?.erase_at);
  const again = await signIn(amina);
  const mine = { client: api.client(again.data?.access) };
  expect(codeOf(await getAccountErasure(mine))).toBe('not_found');
});

describe('nobody', () => {
  test('deletes an account that may do what they may not, or their own', async () => {
    const manager = await newManager(api, admin);
    expect(codeOf(await erase(manager, admin.id))).toBe('forbidden');
    expect(codeOf(await erase(admin, admin.id))).toBe('administration_lockout');
    expect((await getMe({ client: admin.client })).response.status).toBe(200);
  });
});

describe('at the same time', () => {
  let first: Person;
  let second: Person;
  beforeEach(async () => {
    const { database } = api.services;
    const roles = database('roles').where({ name: 'admin' }).select('id');
    await database('user_roles').whereIn('role_id', roles).delete();
    [first, second] = await Promise.all([newPerson(api, 'admin'), newPerson(api, 'admin')]);
  });

  const adminRole = async () =>
    (await api.services.database('roles').where({ name: 'admin' }).first<{ id: string }>()).id;
  const takeRole = async (by: Person, { id }: Person) => {
    const path = { id, role_id: await adminRole() };
    return await removeUserRole({ client: by.client, path });
  };

  test.each([
    ['both leave', [() => leave(first), () => leave(second)]],
    ['they delete each other', [() => erase(first, second.id), () => erase(second, first.id)]],
    [
      'one leaves and takes the role of the other',
      [() => leave(first), () => takeRole(first, second)],
    ],
    ['one leaves and deletes the other', [() => leave(first), () => erase(first, second.id)]],
    [
      'one is deleted and takes the role of the other',
      [() => erase(first, second.id), () => takeRole(second, first)],
    ],
  ])('when %s, somebody is left who manages users and roles', async (_what, changes) => {
    const { database } = api.services;
    const held = await database.transaction();
    await held.raw(`select pg_advisory_xact_lock(hashtext('administration'))`);
    const answers = Promise.all(changes.map((change) => change()));
    await until(async () => (await waiting(api)) === changes.length);
    await held.commit();
    const refused = (await answers).filter(({ response }) => response.status >= 400);
    expect(refused).toHaveLength(1);
    expect([401, 403, 409]).toContain(refused[0]?.response.status);
    expect(await isManaged(database)).toBe(true);
  });
});
