import {
  getMe,
  registerUser,
  resendOtp,
  verifyEmail,
  verifyOtp,
} from '../../../clients/typescript';
import type { Problem } from '../../../clients/typescript';
import { newUser, signedInUser, type SignedIn } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';
import { mailsTo, newestMail, tokenOf } from './account-mails';

const minute = 60_000;

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(/^identity\//);
});
afterAll(() => api.close());

const verify = (email: string, otp: string) =>
  verifyOtp({ client: api.client(), body: { email, otp } });
const resend = (email: string) => resendOtp({ client: api.client(), body: { email } });
const follow = (token: string) => verifyEmail({ client: api.client(), query: { token } });
const codeOf = ({ error }: { error?: unknown }) => (error as Problem | undefined)?.code;
const isProven = async ({ access }: SignedIn) =>
  (await getMe({ client: api.client(access) })).data?.email_verified;

/** A code that is not this one. */
function another(code: string, step = 1): string {
  return String((Number(code) + step) % 1_000_000).padStart(6, '0');
}

describe('the code of the mail', () => {
  test('proves the address, once', async () => {
    const somebody = await signedInUser(api);
    const { email, username } = somebody.user;
    const { code } = await newestMail(api, username, 'otp');
    expect(code).toMatch(/^\d{6}$/);
    expect(await isProven(somebody)).toBe(false);
    expect((await verify(email.toUpperCase(), code)).data).toEqual({ email_verified: true });
    expect(await isProven(somebody)).toBe(true);
    expect(codeOf(await verify(email, code))).toBe('code_invalid');
  });

  test('is stored nowhere', async () => {
    const { user } = await signedInUser(api);
    const { code, url } = await newestMail(api, user.username, 'otp');
    const { database } = api.services;
    for (const table of ['one_time_codes', 'mails', 'workflow_commands', 'audit_entries']) {
      const rows = JSON.stringify(await database(table));
      expect(rows).not.toContain(`"${code}"`);
      expect(rows).not.toContain(tokenOf({ url }).split('.')[1]);
    }
  });

  test('holds for ten minutes', async () => {
    const { user } = await signedInUser(api);
    const { code } = await newestMail(api, user.username, 'otp');
    api.clock.advance(10 * minute);
    expect(codeOf(await verify(user.email, code))).toBe('code_invalid');
    expect(await mailsTo(api, user.username, 'otp')).toEqual([null]);
  });

  test('bears four wrong guesses and no fifth', async () => {
    const lucky = await signedInUser(api);
    const unlucky = await signedInUser(api);
    for (const { user, guesses, fits } of [
      { ...lucky, guesses: 4, fits: undefined },
      { ...unlucky, guesses: 5, fits: 'code_invalid' },
    ]) {
      const { code } = await newestMail(api, user.username, 'otp');
      for (let step = 1; step <= guesses; step++) {
        expect(codeOf(await verify(user.email, another(code, step)))).toBe('code_invalid');
      }
      expect(codeOf(await verify(user.email, code))).toBe(fits);
    }
  });

  test('counts guesses at the same time', async () => {
    const { user } = await signedInUser(api);
    const { code } = await newestMail(api, user.username, 'otp');
    const guesses = Array.from({ length: 30 }, (_, step) => another(code, step + 1));
    const answers = await Promise.all(guesses.map((guess) => verify(user.email, guess)));
    expect(new Set(answers.map(codeOf))).toEqual(new Set(['code_invalid']));
    const [row] = await api.services
      .database('one_time_codes')
      .join('users', 'users.id', 'owner_id')
      .where({ username: user.username })
      .select<{ attempts: number }[]>('attempts');
    expect(row?.attempts).toBe(5);
    expect(codeOf(await verify(user.email, code))).toBe('code_invalid');
  });

  test('given many times at once proves the address once', async () => {
    const { user } = await signedInUser(api);
    const { code } = await newestMail(api, user.username, 'otp');
    const answers = await Promise.all(Array.from({ length: 5 }, () => verify(user.email, code)));
    expect(answers.map(({ response }) => response.status).sort()).toEqual([
      200, 400, 400, 400, 400,
    ]);
  });

  test('is replaced by another one', async () => {
    const { user } = await signedInUser(api);
    const first = await newestMail(api, user.username, 'otp');
    expect((await resend(user.email)).data).toEqual({ email: user.email });
    const second = await newestMail(api, user.username, 'otp');
    expect(await mailsTo(api, user.username, 'otp')).toEqual([null, second]);
    expect(codeOf(await follow(tokenOf(first)))).toBe('link_invalid');
    if (first.code !== second.code) {
      expect(codeOf(await verify(user.email, first.code))).toBe('code_invalid');
    }
    expect((await verify(user.email, second.code)).response.status).toBe(200);
  });
});

describe('the link of the mail', () => {
  test('proves the address, also when the code was guessed away', async () => {
    const somebody = await signedInUser(api);
    const { email, username } = somebody.user;
    const mail = await newestMail(api, username, 'otp');
    expect(mail.url).toContain('/api/auth/verify-email?token=');
    for (let step = 1; step <= 5; step++) await verify(email, another(mail.code, step));
    api.clock.advance(60 * minute);
    expect((await follow(tokenOf(mail))).data).toEqual({ email_verified: true });
    expect(await isProven(await signedInAgain(somebody))).toBe(true);
    expect(codeOf(await follow(tokenOf(mail)))).toBe('link_invalid');
  });

  test.each([
    ['another signature', (token: string) => `${token.split('.')[0]}.AAAA`],
    ['no signature', (token: string) => token.split('.')[0] ?? ''],
    ['something after it', (token: string) => `${token}x`],
    ['nonsense', () => 'nonsense'],
  ])('is refused with %s', async (_what, forge) => {
    const { user } = await signedInUser(api);
    const token = tokenOf(await newestMail(api, user.username, 'otp'));
    expect(codeOf(await follow(forge(token)))).toBe('link_invalid');
  });

  test('is refused for an address that is no longer the account’s', async () => {
    const { user } = await signedInUser(api);
    const mail = await newestMail(api, user.username, 'otp');
    const { username } = user;
    const email = newUser().email;
    await api.services.database('users').where({ username }).update({ email });
    expect(codeOf(await follow(tokenOf(mail)))).toBe('link_invalid');
    expect(codeOf(await verify(email, mail.code))).toBe('code_invalid');
  });

  async function signedInAgain(somebody: SignedIn): Promise<SignedIn> {
    // The access token ended in the hour that passed.
    const { database, accessTokens } = api.services;
    const row = await database('sessions')
      .join('users', 'users.id', 'sessions.owner_id')
      .where({ username: somebody.user.username })
      .first<{ id: string; owner_id: string }>('sessions.id', 'owner_id');
    return { ...somebody, access: accessTokens.issue({ sub: row.owner_id, sid: row.id }) };
  }
});

describe('an address', () => {
  test('of somebody else answers a second claimant like a wrong code', async () => {
    const first = await signedInUser(api);
    const second = await signedInUser(api, { email: first.user.email });
    const mails = await Promise.all(
      [first, second].map(({ user }) => newestMail(api, user.username, 'otp')),
    );
    const [mine, theirs] = mails;
    expect((await verify(first.user.email, mine?.code ?? '')).response.status).toBe(200);
    const late = await verify(first.user.email, theirs?.code ?? '');
    const wrong = await verify('nobody@example.org', '000000');
    const plain = (error: unknown) => ({ ...(error as Problem), id: '', instance: '' });
    expect(plain(late.error)).toEqual(plain(wrong.error));
    expect(await isProven(second)).toBe(false);
    expect(codeOf(await follow(tokenOf(theirs ?? { url: '' })))).toBe('link_invalid');
  });

  test('that is proven gets a warning and no code when it is registered again', async () => {
    const { user } = await signedInUser(api);
    await verify(user.email, (await newestMail(api, user.username, 'otp')).code);
    const stranger = newUser({ email: user.email });
    await registerUser({ client: api.client(), body: stranger, throwOnError: true });
    expect(await mailsTo(api, stranger.username, 'otp')).toEqual([]);
    expect(await mailsTo(api, stranger.username, 'welcome')).toEqual([]);
    expect(await newestMail(api, user.username, 'security-alert')).toMatchObject({
      event: 'address_claimed',
    });
  });

  test('gets five codes an hour, whoever asks for more', async () => {
    const { user } = await signedInUser(api);
    for (let n = 0; n < 8; n++) {
      expect((await resend(user.email)).response.status).toBe(200);
    }
    expect(await mailsTo(api, user.username, 'otp')).toHaveLength(6);
    api.clock.advance(60 * minute);
    await resend(user.email);
    expect(await mailsTo(api, user.username, 'otp')).toHaveLength(7);
  });

  test('is answered alike when it is unknown, waits, or is proven', async () => {
    const { user } = await signedInUser(api);
    const waiting = await resend(user.email);
    await verify(user.email, (await newestMail(api, user.username, 'otp')).code);
    const mails = await api.services.database('mails').count<[{ count: number }]>();
    for (const email of [user.email, 'nobody@example.org']) {
      const { data, response } = await resend(email);
      expect([response.status, data]).toEqual([waiting.response.status, { email }]);
    }
    expect(await api.services.database('mails').count()).toEqual(mails);
  });
});
