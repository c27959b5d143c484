import {
  cancelAccountErasure,
  deleteAccount,
  deleteAccountAlias,
  getAccountErasure,
  getMe,
  loginUser,
  type Problem,
} from '../../../clients/typescript';
import { signedInUser, type SignedIn } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';
import { mailsTo } from './account-mails';

const day = 86_400_000;

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(/^identity\//);
});
afterAll(() => api.close());

const codeOf = ({ error }: { error?: unknown }) => (error as Problem | undefined)?.code;
const seen = (access: string) => getMe({ client: api.client(access) });
const read = ({ access }: SignedIn) => getAccountErasure({ client: api.client(access) });
const cancel = ({ access }: SignedIn) => cancelAccountErasure({ client: api.client(access) });
const leave = ({ access, user }: SignedIn, password = user.password) =>
  deleteAccount({ client: api.client(access), body: { password } });
const signIn = ({ user: { username, password } }: SignedIn) =>
  loginUser({ client: api.client(), body: { username, password } });

async function eventsOf({ user }: SignedIn): Promise<string[]> {
  const alerts = await mailsTo(api, user.username, 'security-alert');
  return alerts.map((alert) => alert?.event ?? 'nothing');
}

/** Makes somebody the admin that they were not. */
async function promote({ user }: SignedIn): Promise<void> {
  await api.services.database.raw(
    `insert into user_roles (user_id, role_id) select users.id, roles.id from users, roles
     where users.username = ? and roles.name = 'admin'`,
    [user.username],
  );
}

describe('deleting an account', () => {
  test('is done after thirty days, ends other sessions and tells the owner', async () => {
    const somebody = await signedInUser(api);
    const elsewhere = (await signIn(somebody)).data?.access ?? '';
    const { data, response } = await leave(somebody);
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe('/api/auth/delete-account');
    const requested_at = api.clock.now();
    expect(data).toMatchObject({
      ...{ state: 'scheduled', requested_at: requested_at.toISOString() },
      erase_at: new Date(requested_at.getTime() + 30 * day).toISOString(),
    });
    expect((await seen(somebody.access)).response.status).toBe(200);
    expect(codeOf(await seen(elsewhere))).toBe('session_revoked');
    expect((await read(somebody)).data).toEqual(data);
    expect(await eventsOf(somebody)).toEqual(['erasure_requested']);
    const { id: subject_id = '' } = data ?? {};
    expect(await api.services.database('workflow_commands').where({ subject_id })).toMatchObject([
      { workflow_id: `erasure:${subject_id}`, workflow_type: 'deleteAccount' },
    ]);
  });

  test('twice is the same wish, also at its older address', async () => {
    const somebody = await signedInUser(api);
    const { data } = await leave(somebody);
    expect((await leave(somebody)).data).toEqual(data);
    const { access, user } = somebody;
    const again = await deleteAccountAlias({
      ...{ client: api.client(access), body: { password: user.password } },
    });
    expect(again.data).toEqual(data);
    expect(await eventsOf(somebody)).toEqual(['erasure_requested']);
  });

  test('needs the password', async () => {
    const somebody = await signedInUser(api);
    const { error } = await leave(somebody, 'something else');
    expect((error as Problem).errors).toMatchObject([{ pointer: '/password', code: 'wrong' }]);
    expect(codeOf(await read(somebody))).toBe('not_found');
  });

  test('is refused to the only one who manages users and roles', async () => {
    const [first, second] = [await signedInUser(api), await signedInUser(api)];
    await promote(first);
    expect(codeOf(await leave(first))).toBe('administration_lockout');
    await promote(second);
    expect((await leave(first)).response.status).toBe(202);
    // Who is leaving does not count.
    expect(codeOf(await leave(second))).toBe('administration_lockout');
  });
});

describe('an account that is to be deleted stays', () => {
  test('when its owner says so', async () => {
    const somebody = await signedInUser(api);
    const { data } = await leave(somebody);
    const kept = await cancel(somebody);
    expect(kept.data).toEqual({ ...data, state: 'cancelled' });
    expect(codeOf(await read(somebody))).toBe('not_found');
    expect(codeOf(await cancel(somebody))).toBe('not_found');
    expect(await eventsOf(somebody)).toEqual(['erasure_requested', 'erasure_cancelled']);
  });

  test('when its owner signs in, and may be deleted later', async () => {
    const somebody = await signedInUser(api);
    const { data } = await leave(somebody);
    expect((await signIn(somebody)).response.status).toBe(200);
    expect(codeOf(await read(somebody))).toBe('not_found');
    const commands = api.services.database('workflow_commands').where({ subject_id: data?.id });
    expect(await commands.clone().where({ poke: true })).toHaveLength(1);
    expect((await leave(somebody)).data?.id).not.toBe(data?.id);
  });

  test('unless somebody guesses the password', async () => {
    const somebody = await signedInUser(api);
    await leave(somebody);
    const { username } = somebody.user;
    await loginUser({ client: api.client(), body: { username, password: 'not the one' } });
    expect((await read(somebody)).response.status).toBe(200);
  });
});
