import {
  changePassword,
  changePasswordAlias,
  getMe,
  listEvents,
  loginUser,
  refreshToken,
  requestPasswordReset,
  resetPassword,
  validateResetToken,
  type Problem,
} from '../../../clients/typescript';
import { signedInUser, type SignedIn } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';
import { until } from '../../support/until';
import { mailsTo, newestMail, tokenOf } from './account-mails';

const minute = 60_000;
const next = 'an entirely new passphrase';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(/^(identity|messaging\/events)/);
});
afterAll(() => api.close());

const codeOf = ({ error }: { error?: unknown }) => (error as Problem | undefined)?.code;
const forgot = (email: string) => requestPasswordReset({ client: api.client(), body: { email } });
const check = (token: string) => validateResetToken({ client: api.client(), body: { token } });
const reset = (token: string, new_password = next) =>
  resetPassword({ client: api.client(), body: { token, new_password } });
const seen = ({ access }: { access: string }) => getMe({ client: api.client(access) });
const signIn = ({ user }: SignedIn, password = user.password) =>
  loginUser({ client: api.client(), body: { username: user.username, password } });

async function forgetful(): Promise<SignedIn & { token: string }> {
  const somebody = await signedInUser(api);
  await forgot(somebody.user.email);
  const mail = await newestMail(api, somebody.user.username, 'password-reset');
  return { ...somebody, token: tokenOf(mail) };
}

describe('a forgotten password', () => {
  test('is replaced by the link of a mail, once, and every session ends', async () => {
    const somebody = await forgetful();
    expect((await check(somebody.token)).data).toMatchObject({ valid: true });
    expect((await reset(somebody.token)).response.status).toBe(204);
    expect(codeOf(await seen(somebody))).toBe('session_revoked');
    const { refresh } = somebody;
    const refreshed = await refreshToken({ client: api.client(), body: { refresh } });
    expect(codeOf(refreshed)).toBe('session_revoked');
    expect(codeOf(await signIn(somebody))).toBe('invalid_credentials');
    expect((await signIn(somebody, next)).response.status).toBe(200);
    expect(codeOf(await check(somebody.token))).toBe('link_invalid');
    expect(codeOf(await reset(somebody.token, 'yet another passphrase'))).toBe('link_invalid');
    expect(await newestMail(api, somebody.user.username, 'security-alert')).toMatchObject({
      event: 'password_reset',
      ip: '127.0.0.1',
    });
  });

  test('is set once by a token that is used many times at once', async () => {
    const { token } = await forgetful();
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, n) => reset(token, `new passphrase number ${n}`)),
    );
    expect(answers.map(({ response }) => response.status).sort()).toEqual([204, 400, 400, 400]);
  });

  test('has half an hour', async () => {
    const { token, user } = await forgetful();
    api.clock.advance(30 * minute);
    expect(codeOf(await check(token))).toBe('link_invalid');
    expect(codeOf(await reset(token))).toBe('link_invalid');
    expect(await mailsTo(api, user.username, 'password-reset')).toEqual([null]);
  });

  test('is not replaced by a token that was made for another account or time', async () => {
    const mine = await forgetful();
    const theirs = await forgetful();
    const [me = '', expires = '', signature = ''] = mine.token.split('.');
    const [them = ''] = theirs.token.split('.');
    const forged = [
      `${them}.${expires}.${signature}`,
      `${me}.${Number(expires) + 3600}.${signature}`,
      `${me}.${expires}.`,
      `${me}.${expires}.${signature}.${signature}`,
      `${me}.99999999999999999999.${signature}`,
      'nonsense',
    ];
    for (const token of forged) expect(codeOf(await reset(token))).toBe('link_invalid');
  });

  test('answers unknown and known addresses alike, and sends three mails an hour', async () => {
    const { user } = await signedInUser(api);
    for (const email of [user.email, 'nobody@example.org']) {
      for (let n = 0; n < 5; n++) {
        const { data, response } = await forgot(email);
        expect([response.status, data]).toEqual([200, { email }]);
      }
    }
    expect(await mailsTo(api, user.username, 'password-reset')).toHaveLength(3);
  });

  test('leaves no token in the database', async () => {
    const { token } = await forgetful();
    const { database } = api.services;
    for (const table of ['mails', 'workflow_commands', 'audit_entries', 'rate_limits']) {
      expect(JSON.stringify(await database(table))).not.toContain(token.split('.')[2]);
    }
  });
});

describe('a password that was replaced while it was proven', () => {
  /** Stops sign-ins behind the proof of the password, until the answer is called. */
  async function hold(): Promise<() => Promise<unknown>> {
    const lock = await api.services.database.transaction();
    await lock.raw('lock table second_factors in access exclusive mode');
    return async () => await lock.rollback();
  }

  /** Whether somebody waits for that. */
  async function isHeld(): Promise<boolean> {
    const { rows } = await api.services.database.raw<{ rows: unknown[] }>(
      `select from pg_locks join pg_database on pg_database.oid = database
       where datname = current_database() and relation = 'second_factors'::regclass and not granted`,
    );
    return rows.length > 0;
  }

  test('lets nobody in: every session has ended, and this one would not', async () => {
    const somebody = await forgetful();
    const release = await hold();
    const entering = signIn(somebody);
    try {
      await until(isHeld);
      expect((await reset(somebody.token)).response.status).toBe(204);
    } finally {
      await release();
    }
    const entered = await entering;
    expect([entered.response.status, codeOf(entered)]).toEqual([401, 'invalid_credentials']);
    expect((await signIn(somebody, next)).response.status).toBe(200);
  });
});

describe('changing a password', () => {
  const change = ({ access }: { access: string }, old_password: string, new_password = next) =>
    changePassword({ client: api.client(access), body: { old_password, new_password } });

  test('ends every other session, keeps this one and tells the owner', async () => {
    const somebody = await signedInUser(api);
    const elsewhere = (await signIn(somebody)).data;
    expect((await change(somebody, somebody.user.password)).response.status).toBe(204);
    expect((await seen(somebody)).response.status).toBe(200);
    expect(codeOf(await seen({ access: elsewhere?.access ?? '' }))).toBe('session_revoked');
    expect((await signIn(somebody, next)).response.status).toBe(200);
    const alerts = await mailsTo(api, somebody.user.username, 'security-alert');
    expect(alerts).toMatchObject([{ event: 'password_changed' }]);
    const audit: unknown = await api.services
      .database('audit_entries')
      .where({ action: 'account.password_changed' })
      .first();
    expect(audit).toMatchObject({ changes: { ip: '127.0.0.1' } });
    const events = await listEvents({ client: api.client(somebody.access), query: { after: 0 } });
    expect(events.data?.results).toMatchObject([{ type: 'user.password_changed' }]);
  });

  test('makes a reset token void', async () => {
    const somebody = await forgetful();
    await change(somebody, somebody.user.password);
    expect(codeOf(await reset(somebody.token, 'some other passphrase'))).toBe('link_invalid');
  });

  test('of two at the same time lets one win', async () => {
    const somebody = await signedInUser(api);
    const both = await Promise.all(
      ['the first passphrase', 'the second passphrase'].map((password) =>
        change(somebody, somebody.user.password, password),
      ),
    );
    expect(both.map(({ response }) => response.status)).toContain(204);
    expect(both.filter(({ response }) => response.status === 204)).toHaveLength(1);
  });

  test('refuses a wrong present password and an easy new one, and says where', async () => {
    const somebody = await signedInUser(api);
    const { password, username } = somebody.user;
    const errors = async (old: string, wanted: string) =>
      ((await change(somebody, old, wanted)).error as Problem | undefined)?.errors;
    expect(await errors('something else', next)).toMatchObject([
      { pointer: '/old_password', code: 'wrong' },
    ]);
    expect(await errors(password, `${username}-2026`)).toMatchObject([
      { pointer: '/new_password', code: 'personal' },
    ]);
    expect(await errors(password, 'Password123')).toMatchObject([
      { pointer: '/new_password', code: 'common' },
    ]);
  });

  test('has an older address', async () => {
    const somebody = await signedInUser(api);
    const body = { old_password: somebody.user.password, new_password: next };
    const client = api.client(somebody.access);
    expect((await changePasswordAlias({ client, body })).response.status).toBe(204);
    const twice = { ...body, new_password2: 'something else' };
    expect(codeOf(await changePasswordAlias({ client, body: twice }))).toBe('validation_failed');
  });
});
