// The second factor from its enrolment to its end.
import {
  confirmMfa,
  disableMfa,
  enrolMfa,
  getMfa,
  listEvents,
  loginUser,
  replaceRecoveryCodes,
  type Problem,
} from '../../../clients/typescript';
import { signedInUser, type SignedIn } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';
import { mailsTo } from './account-mails';
import { appWith, firstStep, guardedUser, nextCode, secondStep } from './authenticator';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(/^(identity\/(sessions|mfa)|messaging\/events)/, {
    TRUSTED_PROXIES: 'loopback',
  });
});
afterAll(() => api.close());

const codeOf = ({ error }: { error?: unknown }) => (error as Problem | undefined)?.code;
const clientOf = ({ access }: SignedIn) => api.client(access);
const enrol = (somebody: SignedIn, password = somebody.user.password) =>
  enrolMfa({ client: clientOf(somebody), body: { password } });
const confirm = (somebody: SignedIn, code: string) =>
  confirmMfa({ client: clientOf(somebody), body: { code } });
type Change = (
  somebody: SignedIn,
  body: { password: string; code: string },
) => Promise<{ response: Response; error?: unknown }>;
const disable: Change = (somebody, body) => disableMfa({ client: clientOf(somebody), body });
const replace = (somebody: SignedIn, body: { password: string; code: string }) =>
  replaceRecoveryCodes({ client: clientOf(somebody), body });
const stateOf = async (somebody: SignedIn) => (await getMfa({ client: clientOf(somebody) })).data;
const signIn = ({ user: { username, password } }: SignedIn) =>
  loginUser({ client: api.client(), body: { username, password } });
const eventsOf = async (somebody: SignedIn) => {
  const { data } = await listEvents({ client: clientOf(somebody), query: { after: 0 } });
  return data?.results.map(({ type, data: facts }) => ({ type, facts }));
};
const alertsOf = async ({ user }: SignedIn) =>
  (await mailsTo(api, user.username, 'security-alert')).map((alert) => alert?.event);

test('from its confirmation on signing in needs a code, until it is given up', async () => {
  const somebody = await signedInUser(api);
  const off = { enabled: false, enabled_at: null, recovery_codes_left: 0 };
  expect(await stateOf(somebody)).toEqual(off);
  const { data } = await enrol(somebody);
  expect(data?.secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(new URL(data?.otpauth_url ?? '').searchParams.get('secret')).toBe(data?.secret);
  expect((await signIn(somebody)).response.status).toBe(200);
  const app = appWith(api, data?.secret ?? '');
  const confirmed = await confirm(somebody, app());
  expect(new Set(confirmed.data?.recovery_codes).size).toBe(10);
  expect(await stateOf(somebody)).toMatchObject({ enabled: true, recovery_codes_left: 10 });

  const refused = await signIn(somebody);
  expect([refused.response.status, codeOf(refused)]).toEqual([401, 'mfa_required']);
  const mfa_token = await firstStep(api, somebody);
  const entered = await secondStep(api, { mfa_token, code: nextCode(api, app) });
  expect(entered.data).toMatchObject({ expires_in: 900 });

  const proof = { password: somebody.user.password, code: nextCode(api, app) };
  expect((await disable(somebody, proof)).response.status).toBe(204);
  expect(await stateOf(somebody)).toEqual(off);
  expect((await signIn(somebody)).response.status).toBe(200);
  expect(await alertsOf(somebody)).toEqual(expect.arrayContaining(['mfa_enabled', 'mfa_disabled']));
  expect(await eventsOf(somebody)).toMatchObject([
    { type: 'user.mfa_enabled' },
    { type: 'user.mfa_disabled' },
  ]);
});

test('it begins with the password and ends with both', async () => {
  const somebody = await guardedUser(api);
  const { password } = somebody.user;
  const code = nextCode(api, somebody.app);
  const wrong = { pointer: '/password', code: 'wrong' };
  const other = await signedInUser(api);
  expect((await enrol(other, 'something else')).error).toMatchObject({ errors: [wrong] });
  for (const change of [disable, replace]) {
    const guessed = await change(somebody, { password: 'something else', code });
    expect(guessed.error).toMatchObject({ errors: [wrong] });
    for (const none of ['000000', 'aaaa-aaaa-aaaa-aaaa']) {
      expect(codeOf(await change(somebody, { password, code: none }))).toBe('code_invalid');
    }
  }
  expect(await stateOf(somebody)).toMatchObject({ enabled: true, recovery_codes_left: 10 });
  const nothing = { password: other.user.password, code: '000000' };
  for (const change of [disable, replace]) {
    expect(codeOf(await change(other, nothing))).toBe('mfa_not_enabled');
  }
});

test('a secret is replaced by the next one until it is confirmed, and by none after', async () => {
  const somebody = await signedInUser(api);
  const first = appWith(api, (await enrol(somebody)).data?.secret ?? '');
  const second = appWith(api, (await enrol(somebody)).data?.secret ?? '');
  expect(codeOf(await confirm(somebody, first()))).toBe('code_invalid');
  expect((await confirm(somebody, second())).response.status).toBe(200);
  expect(codeOf(await enrol(somebody))).toBe('mfa_already_enabled');
  expect(codeOf(await confirm(somebody, nextCode(api, second)))).toBe('mfa_already_enabled');
});

test('a secret that is not confirmed in a quarter of an hour is none', async () => {
  const somebody = await signedInUser(api);
  expect(codeOf(await confirm(somebody, '000000'))).toBe('code_invalid');
  const app = appWith(api, (await enrol(somebody)).data?.secret ?? '');
  api.clock.advance(15 * 60_000);
  expect(codeOf(await confirm(somebody, app()))).toBe('code_invalid');
  expect(await stateOf(somebody)).toMatchObject({ enabled: false });
});

test('of two who confirm at the same time one is shown the recovery codes', async () => {
  const somebody = await signedInUser(api);
  const code = appWith(api, (await enrol(somebody)).data?.secret ?? '')();
  const both = await Promise.all([confirm(somebody, code), confirm(somebody, code)]);
  expect(both.map(({ response }) => response.status).sort()).toEqual([200, 409]);
  expect(await stateOf(somebody)).toMatchObject({ recovery_codes_left: 10 });
});

test('new recovery codes replace those before, and their owner is told', async () => {
  const somebody = await guardedUser(api);
  const proof = { password: somebody.user.password, code: nextCode(api, somebody.app) };
  const { data } = await replace(somebody, proof);
  const [before = ''] = somebody.recovery_codes;
  const [after = ''] = data?.recovery_codes ?? [];
  const mfa_token = await firstStep(api, somebody);
  expect(codeOf(await secondStep(api, { mfa_token, code: before }))).toBe('code_invalid');
  expect((await secondStep(api, { mfa_token, code: after })).response.status).toBe(200);
  expect(await stateOf(somebody)).toMatchObject({ recovery_codes_left: 9 });
  const alerts = ['recovery_codes_replaced', 'recovery_code_used'];
  expect(await alertsOf(somebody)).toEqual(expect.arrayContaining(alerts));
  expect(await eventsOf(somebody)).toMatchObject([
    { type: 'user.mfa_enabled' },
    { type: 'user.recovery_codes_changed', facts: { left: 10 } },
    { type: 'user.recovery_codes_changed', facts: { left: 9 } },
  ]);
});

test('a recovery code gives the second factor up, where the app is lost', async () => {
  const somebody = await guardedUser(api);
  const proof = { password: somebody.user.password, code: somebody.recovery_codes[3] ?? '' };
  expect((await disable(somebody, proof)).response.status).toBe(204);
  expect((await signIn(somebody)).response.status).toBe(200);
  expect(await stateOf(somebody)).toMatchObject({ enabled: false, recovery_codes_left: 0 });
});

test('neither the secret nor a recovery code can be read from any row', async () => {
  const somebody = await signedInUser(api);
  const secret = (await enrol(somebody)).data?.secret ?? '';
  const { data } = await confirm(somebody, appWith(api, secret)());
  const { database } = api.services;
  const tables = ['second_factors', 'recovery_codes', 'audit_entries', 'mails', 'events'];
  const rows = JSON.stringify(await Promise.all(tables.map((table) => database(table))));
  expect(rows).not.toContain(secret);
  for (const code of data?.recovery_codes ?? []) {
    expect(rows).not.toContain(code);
    expect(rows).not.toContain(code.replaceAll('-', ''));
  }
});
