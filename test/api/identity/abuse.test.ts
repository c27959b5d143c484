// What is tried against sign-in and registration: forged tokens, guessed passwords, fields that nobody may set.
import jwt from 'jsonwebtoken';
import {
  getMe,
  loginUser,
  registerUser,
  verifyOtp,
  type Problem,
  type RegisterRequest,
} from '../../../clients/typescript';
import { newUser, signedInUser } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(/^identity\//, { TRUSTED_PROXIES: 'loopback', RATE_LIMIT_SCALE: '100' });
});
afterAll(() => api.close());

const codeOf = ({ error }: { error?: unknown }) => (error as Problem | undefined)?.code;
const strangers = '198.51.100.66';
const home = '203.0.113.7';

/** Signs in from an address with a user agent. */
function signIn(
  { username, password }: { username: string; password: string },
  from: string,
  device = 'phone',
  refresh?: string,
) {
  return loginUser({
    client: api.client(),
    body: { username, password, ...(refresh !== undefined && { refresh }) },
    headers: { 'x-forwarded-for': from, 'user-agent': device },
  });
}

async function guess(username: string, times: number, from: string, device = 'phone') {
  const answers = Array.from({ length: times }, (_, n) =>
    signIn({ username, password: `guess number ${n}` }, from, device),
  );
  return await Promise.all(answers);
}

describe('a forged access token', () => {
  const secret = () => api.services.accessTokens.verification.secretOrKey;
  const claims = async () => {
    const { access } = await signedInUser(api);
    return jwt.decode(access) as { sub: string; sid: string; exp: number };
  };
  const kept = { issuer: 'relais', audience: 'relais-api', expiresIn: 900 } as const;
  type Forge = (given: { sub: string; sid: string }) => string;

  test.each<[string, Forge]>([
    ['without a signature', (given) => jwt.sign(given, null, { ...kept, algorithm: 'none' })],
    [
      'of a stronger algorithm',
      (given) => jwt.sign(given, secret(), { ...kept, algorithm: 'HS512' }),
    ],
    ['of another key', (given) => jwt.sign(given, 'x'.repeat(40), kept)],
    ['of another issuer', (given) => jwt.sign(given, secret(), { ...kept, issuer: 'somebody' })],
    ['for another audience', (given) => jwt.sign(given, secret(), { ...kept, audience: 'others' })],
    ['without an audience', (given) => jwt.sign(given, secret(), { issuer: 'relais' })],
  ])('%s is refused', async (_what, forge) => {
    const { sub, sid } = await claims();
    const answer = await getMe({ client: api.client(forge({ sub, sid })) });
    expect([answer.response.status, codeOf(answer)]).toEqual([401, 'unauthenticated']);
  });

  test('with another user’s session is refused', async () => {
    const [mine, theirs] = [await claims(), await claims()];
    const token = jwt.sign({ sub: mine.sub, sid: theirs.sid }, secret(), kept);
    expect(codeOf(await getMe({ client: api.client(token) }))).toBe('session_revoked');
  });

  test('with its payload changed is refused', async () => {
    const { access } = await signedInUser(api);
    const [head, , signature] = access.split('.');
    const payload = Buffer.from(JSON.stringify({ ...(await claims()) })).toString('base64url');
    const token = `${head}.${payload}.${signature}`;
    expect(codeOf(await getMe({ client: api.client(token) }))).toBe('unauthenticated');
  });
});

describe('guessing passwords', () => {
  test('stops after ten wrong ones, also at the same time, even with the right one', async () => {
    const user = newUser();
    await registerUser({ client: api.client(), body: user });
    const answers = await guess(user.username, 30, strangers);
    const codes = answers.map(codeOf);
    expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(10);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(20);
    const right = await signIn(user, strangers);
    expect(codeOf(right)).toBe('rate_limited');
    expect(Number(right.response.headers.get('retry-after'))).toBe(90);
    api.clock.advance(90_000);
    expect((await signIn(user, strangers)).response.status).toBe(200);
  });

  test('shuts nobody out elsewhere', async () => {
    const user = newUser();
    await registerUser({ client: api.client(), body: user });
    await guess(user.username, 20, strangers);
    expect((await signIn(user, home)).response.status).toBe(200);
  });

  test('shuts no known device out, not even in the same network', async () => {
    const user = newUser();
    await registerUser({ client: api.client(), body: user });
    await signIn(user, home, 'my browser');
    await guess(user.username, 20, home, 'their browser');
    expect(codeOf(await signIn(user, home, 'their browser'))).toBe('rate_limited');
    expect((await signIn(user, home, 'my browser')).response.status).toBe(200);
  });

  test('shuts no device out that shows an earlier token, even where others copy what it calls itself', async () => {
    const user = newUser();
    await registerUser({ client: api.client(), body: user });
    const { data } = await signIn(user, home, 'same browser');
    await guess(user.username, 20, home, 'same browser');
    expect(codeOf(await signIn(user, home, 'same browser'))).toBe('rate_limited');
    const shown = await signIn(user, home, 'same browser', data?.refresh);
    expect(shown.response.status).toBe(200);
    const other = await signedInUser(api);
    const borrowed = await signIn(user, home, 'same browser', other.refresh);
    expect(codeOf(borrowed)).toBe('rate_limited');
  });

  test('is answered alike for names that do not exist', async () => {
    const codes = (await guess(`nobody-${process.pid}`, 12, strangers)).map(codeOf);
    expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(10);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(2);
  });

  test('starts anew after a success', async () => {
    const user = newUser();
    await registerUser({ client: api.client(), body: user });
    for (let round = 0; round < 3; round++) {
      await guess(user.username, 9, home);
      expect((await signIn(user, home)).response.status).toBe(200);
    }
  });
});

describe('fields that nobody may set', () => {
  test.each(['role', 'roles', 'is_premium', 'is_active', 'email_verified_at', 'id', 'permissions'])(
    '%s is refused at registration',
    async (field) => {
      const body = { ...newUser(), [field]: 'admin' } as RegisterRequest;
      const { error, response } = await registerUser({ client: api.client(), body });
      expect(response.status).toBe(400);
      expect(error).toMatchObject({
        errors: [{ pointer: `/${field}`, code: 'additionalProperties' }],
      });
    },
  );

  test.each([
    ['a line of its own', { first_name: 'Amina\r\nBcc: all@example.org' }, '/first_name'],
    ['a line feed', { last_name: 'Diallo\nSubject: won' }, '/last_name'],
    ['a separator of lines', { last_name: 'Diallo\u2028Bcc' }, '/last_name'],
    ['a header in the address', { email: 'a@example.org\r\nBcc: b@example.org' }, '/email'],
    ['two addresses', { email: 'a@example.org,b@example.org' }, '/email'],
    ['a header in the username', { username: 'amina\r\nBcc' }, '/username'],
  ])('%s is refused', async (_what, fields, pointer) => {
    const { error } = await registerUser({ client: api.client(), body: newUser(fields) });
    expect(error).toMatchObject({ code: 'validation_failed', errors: [{ pointer }] });
  });

  test.each([
    ['password123', 'common'],
    ['abcdefghij', 'trivial'],
  ])('the password %s is refused', async (password, code) => {
    const { error } = await registerUser({ client: api.client(), body: newUser({ password }) });
    expect(error).toMatchObject({ errors: [{ pointer: '/password', code }] });
  });
});

describe('the address of a client', () => {
  test('is what a trusted proxy says of it', async () => {
    const { user } = await signedInUser(api);
    await signIn(user, home, 'behind the proxy');
    const sessions = await api.services.database('sessions').where({ device: 'behind the proxy' });
    expect(sessions).toMatchObject([{ ip: home }]);
  });
});

describe('limits', () => {
  let strict: TestApi;
  beforeAll(async () => {
    strict = await startTestApi(/^identity\//, { RATE_LIMIT_SCALE: '1' });
  });
  afterAll(() => strict.close());

  test('are told in headers, and refuse what is too much until Retry-After', async () => {
    const ask = (from: string) =>
      verifyOtp({
        client: strict.client(),
        body: { email: 'nobody@example.org', otp: '000000' },
        // No proxy is trusted here, so this says nothing.
        headers: { 'x-forwarded-for': from },
      });
    const first = await ask('203.0.113.1');
    expect(codeOf(first)).toBe('code_invalid');
    expect(first.response.headers.get('ratelimit-policy')).toBe('"otp";q=20;w=600');
    expect(first.response.headers.get('ratelimit')).toBe('"otp";r=19;t=30');
    const more = await Promise.all(Array.from({ length: 40 }, (_, n) => ask(`203.0.113.${n + 2}`)));
    const refused = more.filter((one) => codeOf(one) === 'rate_limited');
    expect(refused).toHaveLength(21);
    expect(refused[0]?.response.headers.get('retry-after')).toBe('30');
    expect(refused[0]?.response.headers.get('ratelimit')).toBe('"otp";r=0;t=600');
    strict.clock.advance(30_000);
    expect(codeOf(await ask('203.0.113.1'))).toBe('code_invalid');
  });
});
