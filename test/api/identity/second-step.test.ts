// The second step of signing in, and what is tried against it.
import {
  getMe,
  loginUserAlias,
  requestPasswordReset,
  resetPassword,
  type Problem,
} from '../../../clients/typescript';
import { User } from '../../../models/identity/user';
import { startTestApi, type TestApi } from '../../support/api';
import { mailsTo, newestMail, tokenOf } from './account-mails';
import { firstStep, guardedUser, nextCode, secondStep, type From } from './authenticator';

const minute = 60_000;
const day = 24 * 60 * minute;
const strangers = '198.51.100.66';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(/^identity\/(sessions|mfa|aliases|passwords)/, {
    TRUSTED_PROXIES: 'loopback',
  });
});
afterAll(() => api.close());

const codeOf = ({ error }: { error?: unknown }) => (error as Problem | undefined)?.code;

/** Codes that are none, at the same time; answers with how often each refusal came. */
async function guess(
  mfa_token: string,
  times: number,
  from: From,
): Promise<Record<string, number>> {
  const answers = Array.from({ length: times }, () =>
    secondStep(api, { mfa_token, code: 'aaaa-aaaa-aaaa-aaaa' }, from),
  );
  const counts: Record<string, number> = {};
  for (const code of (await Promise.all(answers)).map(codeOf)) {
    counts[code ?? 'entered'] = (counts[code ?? 'entered'] ?? 0) + 1;
  }
  return counts;
}

describe('a code', () => {
  test('works once, also at the same time, and none before it works any more', async () => {
    const somebody = await guardedUser(api);
    const mfa_token = await firstStep(api, somebody);
    const earlier = nextCode(api, somebody.app);
    const code = nextCode(api, somebody.app);
    const both = await Promise.all([
      secondStep(api, { mfa_token, code }),
      secondStep(api, { mfa_token, code }),
    ]);
    expect(both.map((one) => codeOf(one) ?? 'entered').sort()).toEqual(['code_invalid', 'entered']);
    expect(codeOf(await secondStep(api, { mfa_token, code: earlier }))).toBe('code_invalid');
    const access = both.find(({ data }) => data)?.data?.access;
    const me = await getMe({ client: api.client(access) });
    expect(me.data).toMatchObject({ username: somebody.user.username });
  });

  test('of the confirmation works no second time', async () => {
    const somebody = await guardedUser(api);
    const mfa_token = await firstStep(api, somebody);
    const again = await secondStep(api, { mfa_token, code: somebody.app() });
    expect(codeOf(again)).toBe('code_invalid');
  });

  test('may be the one before or the one after, but none further away', async () => {
    const somebody = await guardedUser(api);
    api.clock.advance(5 * minute);
    const mfa_token = await firstStep(api, somebody);
    const shown = [nextCode(api, somebody.app), nextCode(api, somebody.app)];
    api.clock.advance(minute / 2);
    const [old = '', previous = ''] = shown;
    expect(codeOf(await secondStep(api, { mfa_token, code: old }))).toBe('code_invalid');
    const entered = await secondStep(api, {
      mfa_token,
      code: `${previous.slice(0, 3)} ${previous.slice(3)}`,
    });
    expect(entered.response.status).toBe(200);
  });

  test('for recovery works once, however it is typed', async () => {
    const somebody = await guardedUser(api);
    const mfa_token = await firstStep(api, somebody);
    const code = (somebody.recovery_codes[0] ?? '').toUpperCase().replaceAll('-', ' ');
    expect((await secondStep(api, { mfa_token, code })).response.status).toBe(200);
    expect(codeOf(await secondStep(api, { mfa_token, code }))).toBe('code_invalid');
  });

  test('of somebody else does not work', async () => {
    const [mine, theirs] = [await guardedUser(api), await guardedUser(api)];
    const mfa_token = await firstStep(api, mine);
    const code = theirs.recovery_codes[0] ?? '';
    expect(codeOf(await secondStep(api, { mfa_token, code }))).toBe('code_invalid');
  });
});

describe('the token of the first step', () => {
  test('is the same answer at the older address', async () => {
    const { user, app } = await guardedUser(api);
    const body = { username: user.username, password: user.password };
    const { error } = await loginUserAlias({ client: api.client(), body });
    const { code, mfa_token = '' } = error as Problem;
    expect(code).toBe('mfa_required');
    const entered = await secondStep(api, { mfa_token, code: nextCode(api, app) });
    expect(entered.response.status).toBe(200);
  });

  test('holds for five minutes', async () => {
    const somebody = await guardedUser(api);
    const mfa_token = await firstStep(api, somebody);
    api.clock.advance(5 * minute);
    const late = await secondStep(api, { mfa_token, code: somebody.app() });
    expect([late.response.status, codeOf(late)]).toEqual([401, 'invalid_credentials']);
  });

  test('is void once the password is another, or the account may not be used', async () => {
    const somebody = await guardedUser(api);
    const { username, email } = somebody.user;
    const before = await firstStep(api, somebody);
    await requestPasswordReset({ client: api.client(), body: { email } });
    const token = tokenOf(await newestMail(api, username, 'password-reset'));
    const password = 'an entirely new passphrase';
    await resetPassword({ client: api.client(), body: { token, new_password: password } });
    const code = nextCode(api, somebody.app);
    expect(codeOf(await secondStep(api, { mfa_token: before, code }))).toBe('invalid_credentials');
    const user = { ...somebody.user, password };
    const mfa_token = await firstStep(api, { ...somebody, user });
    await User.query(api.services.database).findOne({ username }).patch({ is_active: false });
    expect(codeOf(await secondStep(api, { mfa_token, code }))).toBe('invalid_credentials');
  });

  test('cannot be forged, nor be one of another purpose or account', async () => {
    const somebody = await guardedUser(api);
    const code = nextCode(api, somebody.app);
    const mfa_token = await firstStep(api, somebody);
    const [id, seconds = '', signature] = mfa_token.split('.');
    await requestPasswordReset({ client: api.client(), body: { email: somebody.user.email } });
    const reset = await newestMail(api, somebody.user.username, 'password-reset');
    const other = await guardedUser(api);
    const [otherId] = (await firstStep(api, other)).split('.');
    const forged = [
      `${id}.${Number(seconds) + 60}.${signature}`,
      `${otherId}.${seconds}.${signature}`,
      `${id}.${seconds}.${'A'.repeat(43)}`,
      tokenOf(reset),
      somebody.refresh,
      'nonsense',
    ];
    for (const one of forged) {
      const answer = await secondStep(api, { mfa_token: one, code });
      expect(codeOf(answer)).toBe('invalid_credentials');
    }
    expect((await secondStep(api, { mfa_token, code })).response.status).toBe(200);
  });

  test('is not given for a wrong password', async () => {
    const somebody = await guardedUser(api);
    const guessed = { ...somebody, user: { ...somebody.user, password: 'something else' } };
    await expect(firstStep(api, guessed)).rejects.toThrow('invalid_credentials');
  });
});

describe('guessing codes', () => {
  test('stops after ten from one network, also at the same time, even with the right one', async () => {
    const somebody = await guardedUser(api);
    const from = { ip: strangers, device: 'their browser' };
    const mfa_token = await firstStep(api, somebody, from);
    expect(await guess(mfa_token, 15, from)).toEqual({ code_invalid: 10, rate_limited: 5 });
    const right = await secondStep(api, { mfa_token, code: nextCode(api, somebody.app) }, from);
    expect(codeOf(right)).toBe('rate_limited');
    expect(Number(right.response.headers.get('retry-after'))).toBeGreaterThan(0);
    // Asking for another token gives nothing back.
    const another = await firstStep(api, somebody, from);
    expect(await guess(another, 3, from)).toEqual({ rate_limited: 3 });
    // Whoever guessed knew the password: its owner is told, once.
    const alerts = await mailsTo(api, somebody.user.username, 'security-alert');
    const told = alerts.filter((alert) => alert?.event === 'codes_guessed');
    expect(told).toMatchObject([{ ip: strangers, device: 'their browser' }]);
  });

  test('stops after twenty a day from unknown devices, wherever they are', async () => {
    const somebody = await guardedUser(api);
    let refused = 0;
    for (const network of [1, 2, 3, 4]) {
      const from = { ip: `198.51.100.${network}`, device: 'their browser' };
      const counts = await guess(await firstStep(api, somebody, from), 8, from);
      refused += counts['rate_limited'] ?? 0;
    }
    expect(refused).toBe(4 * 8 - 20);
    const from = { ip: '203.0.113.99', device: 'a new telephone' };
    const attempt = async () =>
      secondStep(
        api,
        { mfa_token: await firstStep(api, somebody, from), code: nextCode(api, somebody.app) },
        from,
      );
    expect(codeOf(await attempt())).toBe('rate_limited');
    api.clock.advance(day / 20);
    expect((await attempt()).response.status).toBe(200);
  });

  test('holds no known device up', async () => {
    const somebody = await guardedUser(api);
    for (const network of [1, 2, 3]) {
      const from = { ip: `198.51.100.${network}`, device: 'their browser' };
      await guess(await firstStep(api, somebody, from), 10, from);
    }
    const from = { ip: '203.0.113.99', device: 'a new telephone' };
    const mfa_token = await firstStep(api, somebody, from);
    const { refresh } = somebody;
    const shown = { mfa_token, code: nextCode(api, somebody.app), refresh };
    expect((await secondStep(api, shown, from)).response.status).toBe(200);
  });
});
