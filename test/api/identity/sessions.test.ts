import {
  getMe,
  loginUser,
  logoutUser,
  refreshToken,
  registerUser,
  type Problem,
} from '../../../clients/typescript';
import { newUser, signedInUser } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(/^identity\//);
});
afterAll(() => api.close());

/** The code of a refused call. */
function codeOf({ error }: { error?: unknown }): string | undefined {
  return (error as Problem | undefined)?.code;
}

const refreshed = (refresh: string, agent = 'phone') =>
  refreshToken({ client: api.client(), body: { refresh }, headers: { 'user-agent': agent } });
const seen = async (access: string) => getMe({ client: api.client(access) });

describe('registering', () => {
  test('creates a member who can sign in by username and by address', async () => {
    const user = newUser({ first_name: 'Amina', language: 'en', timezone: 'Europe/Paris' });
    const client = api.client();
    const registered = await registerUser({ client, body: user });
    expect(registered.response.status).toBe(201);
    expect(registered.data).toEqual({ username: user.username, email: user.email });
    const { password } = user;
    for (const body of [
      { username: user.username.toUpperCase(), password },
      { username: user.email, password },
      { email: user.email.toUpperCase(), password },
    ]) {
      const { data } = await loginUser({ client, body });
      const me = await seen(data?.access ?? '');
      expect(me.data).toMatchObject({
        username: user.username,
        first_name: 'Amina',
        last_name: '',
        language: 'en',
        timezone: 'Europe/Paris',
        email_verified: false,
        roles: ['member'],
        permissions: expect.arrayContaining(['classification.use']) as string[],
      });
    }
  });

  test('answers the same for a known address, verified or not', async () => {
    const { user } = await signedInUser(api);
    const other = newUser({ email: user.email });
    const again = await registerUser({ client: api.client(), body: other });
    expect([again.response.status, again.data]).toEqual([
      201,
      { username: other.username, email: user.email },
    ]);
    await api.services
      .database('users')
      .where('username', user.username)
      .update({ email_verified_at: new Date() });
    const third = newUser({ email: user.email.toUpperCase() });
    const answer = await registerUser({ client: api.client(), body: third });
    expect([answer.response.status, answer.data]).toEqual([
      201,
      { username: third.username, email: third.email },
    ]);
  });

  test('tells that a username is taken, whatever its case, also to two at the same time', async () => {
    const user = newUser();
    const client = api.client();
    const both = await Promise.all([
      registerUser({ client, body: user }),
      registerUser({
        client,
        body: newUser({ username: user.username.toUpperCase() }),
      }),
    ]);
    expect(both.map(({ response }) => response.status).sort()).toEqual([201, 409]);
    expect(both.map(codeOf)).toContain('username_taken');
  });

  test.each([
    ['a short password', { password: 'short' }, '/password', 'minLength'],
    ['a password of 129 characters', { password: 'x'.repeat(129) }, '/password', 'maxLength'],
    ['another second password', { password2: 'something else' }, '/password2', 'equal'],
    ['no address', { email: 'nobody' }, '/email', 'format'],
    ['an address as username', { username: 'a@example.org' }, '/username', 'pattern'],
    ['an unknown time zone', { timezone: 'Europe/Atlantis' }, '/timezone', 'timezone'],
    ['a role of its own choice', { roles: ['admin'] } as object, '/roles', 'additionalProperties'],
  ])('refuses %s and says where', async (_what, wrong, pointer, code) => {
    const { error, response } = await registerUser({
      client: api.client(),
      body: newUser(wrong),
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(error).toMatchObject({ code: 'validation_failed', errors: [{ pointer, code }] });
  });

  test('stores a password as argon2id only', async () => {
    const { user } = await signedInUser(api);
    const row: unknown = await api.services
      .database('users')
      .where('username', user.username)
      .first();
    expect(row).toHaveProperty(
      'password_hash',
      expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/),
    );
    expect(JSON.stringify(row)).not.toContain(user.password);
  });
});

describe('signing in', () => {
  test('answers a wrong password and an unknown name alike', async () => {
    const { user } = await signedInUser(api);
    const client = api.client();
    const password = 'not the password';
    const wrong = await loginUser({ client, body: { username: user.username, password } });
    const unknown = await loginUser({ client, body: { username: 'nobody-here', password } });
    for (const { error, response } of [wrong, unknown]) {
      expect(response.status).toBe(401);
      expect(error).toMatchObject({ code: 'invalid_credentials' });
    }
    const plain = (error: unknown) => ({ ...(error as Problem), id: '', instance: '' });
    expect(plain(wrong.error)).toEqual(plain(unknown.error));
  });

  test('by address means the account that proved it, else the newest', async () => {
    const first = await signedInUser(api);
    const { email } = first.user;
    api.clock.advance(1000);
    const second = await signedInUser(api, { email, password: 'the second password' });
    const signIn = (password: string) =>
      loginUser({ client: api.client(), body: { email, password } });
    expect(codeOf(await signIn(first.user.password))).toBe('invalid_credentials');
    expect((await signIn(second.user.password)).response.status).toBe(200);
    await api.services
      .database('users')
      .where('username', first.user.username)
      .update({ email_verified_at: new Date() });
    expect((await signIn(first.user.password)).response.status).toBe(200);
    expect(codeOf(await signIn(second.user.password))).toBe('invalid_credentials');
  });

  test('is refused to a deactivated account', async () => {
    const { user, access } = await signedInUser(api);
    const { username, password } = user;
    await api.services.database('users').where({ username }).update({ is_active: false });
    const again = await loginUser({ client: api.client(), body: { username, password } });
    expect(codeOf(again)).toBe('invalid_credentials');
    api.clock.advance(6_000);
    expect(codeOf(await seen(access))).toBe('session_revoked');
  });
});

describe('refreshing', () => {
  test('gives a new pair each time, and the new access token works', async () => {
    const { refresh } = await signedInUser(api);
    const first = await refreshed(refresh);
    expect(first.data?.refresh).not.toBe(refresh);
    const second = await refreshed(first.data?.refresh ?? '');
    expect((await seen(second.data?.access ?? '')).response.status).toBe(200);
  });

  test('of two at the same time gives both the same next token', async () => {
    const { refresh } = await signedInUser(api);
    const both = await Promise.all([refreshed(refresh), refreshed(refresh)]);
    expect(both.map(({ response }) => response.status)).toEqual([200, 200]);
    expect(both[0].data?.refresh).toBe(both[1].data?.refresh);
  });

  test('with the token before gives the newest again within 20 seconds', async () => {
    const { refresh } = await signedInUser(api);
    const first = await refreshed(refresh);
    api.clock.advance(19_000);
    const again = await refreshed(refresh);
    expect(again.data?.refresh).toBe(first.data?.refresh);
    expect((await refreshed(first.data?.refresh ?? '')).response.status).toBe(200);
  });

  test.each([
    ['after 20 seconds', 21_000, 'phone'],
    ['on another device', 1_000, 'thief'],
  ])('with the token before, %s, ends the session', async (_when, later, agent) => {
    const { refresh } = await signedInUser(api);
    const first = await refreshed(refresh);
    api.clock.advance(later);
    expect(codeOf(await refreshed(refresh, agent))).toBe('session_revoked');
    expect(codeOf(await refreshed(first.data?.refresh ?? ''))).toBe('session_revoked');
    expect(codeOf(await seen(first.data?.access ?? ''))).toBe('session_revoked');
  });

  test('with a token two generations old ends the session even at once', async () => {
    const { refresh } = await signedInUser(api);
    const first = await refreshed(refresh);
    const second = await refreshed(first.data?.refresh ?? '');
    expect(codeOf(await refreshed(refresh))).toBe('session_revoked');
    expect(codeOf(await refreshed(second.data?.refresh ?? ''))).toBe('session_revoked');
  });

  test('refuses what was not issued here and leaves the session alone', async () => {
    const { refresh } = await signedInUser(api);
    const [family, , signature] = refresh.split('.');
    const forged = [`${family}.2.${signature}`, `${family}.1.AAAA`, 'nonsense', `${refresh}.x`];
    for (const token of forged) {
      expect(codeOf(await refreshed(token))).toBe('invalid_credentials');
    }
    expect((await refreshed(refresh)).response.status).toBe(200);
  });

  test('ends 30 days after signing in, however often it was used', async () => {
    const { refresh } = await signedInUser(api);
    api.clock.advance(29 * 24 * 3600 * 1000);
    const { data } = await refreshed(refresh);
    api.clock.advance(2 * 24 * 3600 * 1000);
    expect(codeOf(await refreshed(data?.refresh ?? ''))).toBe('session_revoked');
  });
});

describe('signing out', () => {
  test('ends this session at once and no other', async () => {
    const mine = await signedInUser(api);
    const { username, password } = mine.user;
    const elsewhere = await loginUser({ client: api.client(), body: { username, password } });
    expect((await seen(mine.access)).response.status).toBe(200);
    const { response } = await logoutUser({ client: api.client(mine.access) });
    expect(response.status).toBe(204);
    expect(codeOf(await seen(mine.access))).toBe('session_revoked');
    expect(codeOf(await refreshed(mine.refresh))).toBe('session_revoked');
    expect((await seen(elsewhere.data?.access ?? '')).response.status).toBe(200);
  });

  test('with all=true ends every session', async () => {
    const mine = await signedInUser(api);
    const { username, password } = mine.user;
    const elsewhere = await loginUser({ client: api.client(), body: { username, password } });
    expect((await seen(elsewhere.data?.access ?? '')).response.status).toBe(200);
    await logoutUser({ client: api.client(mine.access), query: { all: true } });
    expect(codeOf(await seen(elsewhere.data?.access ?? ''))).toBe('session_revoked');
  });

  test('in another process holds here within five seconds', async () => {
    const { access } = await signedInUser(api);
    expect((await seen(access)).response.status).toBe(200);
    await api.services.database('sessions').update({ revoked_at: new Date() });
    api.clock.advance(5_001);
    expect(codeOf(await seen(access))).toBe('session_revoked');
  });
});
