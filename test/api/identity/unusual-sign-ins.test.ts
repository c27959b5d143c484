// Mails about sign-ins: from a device that an account has not seen, and those that were held back.
import { loginUser, registerUser } from '../../../clients/typescript';
import type { MailData } from '../../../models/messaging/mail-data';
import { newUser } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';
import { mailsTo } from './account-mails';

const [home, train, cafe] = ['203.0.113.7', '198.51.100.20', '192.0.2.99'];
const hour = 3_600_000;

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(/^identity\//, { TRUSTED_PROXIES: 'loopback' });
});
afterAll(() => api.close());

type User = ReturnType<typeof newUser>;

const signIn = ({ username, password }: User, from: string, device: string, refresh?: string) =>
  loginUser({
    client: api.client(),
    body: { username, password, ...(refresh !== undefined && { refresh }) },
    headers: { 'x-forwarded-for': from, 'user-agent': device },
  });
const guess = async (username: string, times: number, from: string): Promise<void> => {
  for (let time = 0; time < times; time++) {
    await signIn({ ...newUser(), username, password: 'not the password' }, from, 'their browser');
  }
};
const alerts = async ({ username }: User): Promise<Partial<MailData['security-alert']>[]> => {
  const mails = await mailsTo(api, username, 'security-alert');
  return mails.map((mail) => ({ event: mail?.event, device: mail?.device, ip: mail?.ip }) as never);
};

/** Somebody whose browser at home the account knows. */
async function settled(): Promise<{ user: User; refresh: string }> {
  const user = newUser();
  await registerUser({ client: api.client(), body: user });
  const { data } = await signIn(user, home, 'browser');
  return { user, refresh: data?.refresh ?? '' };
}

describe('a sign-in from a device that the account has not seen', () => {
  it('is told to its owner, with the device and from where', async () => {
    const { user } = await settled();
    await signIn(user, train, 'phone');
    expect(await alerts(user)).toEqual([{ event: 'new_device', device: 'phone', ip: train }]);
  });

  it('is told once a day at most', async () => {
    const { user } = await settled();
    await signIn(user, train, 'phone');
    await signIn(user, cafe, 'phone');
    expect(await alerts(user)).toHaveLength(1);
    api.clock.advance(24 * hour);
    await signIn(user, cafe, 'tablet');
    expect((await alerts(user)).map(({ device }) => device)).toEqual(['phone', 'tablet']);
  });

  it.each([
    ['the first of an account', async () => Promise.resolve()],
    [
      'one from a device that is known',
      async (user: User) => void (await signIn(user, home, 'browser')),
    ],
    [
      'one that shows an earlier token, wherever it is',
      async (user: User, refresh: string) => void (await signIn(user, train, 'other', refresh)),
    ],
    [
      'one that fails',
      async (user: User) => void (await signIn({ ...user, password: 'wrong' }, train, 'phone')),
    ],
  ])('is not %s', async (_which, act) => {
    const { user, refresh } = await settled();
    await act(user, refresh);
    expect(await alerts(user)).toEqual([]);
  });
});

describe('attempts that are held back', () => {
  it('are told to the owner, once a day at most, however many there are and from wherever', async () => {
    const { user } = await settled();
    await guess(user.username, 10, train);
    expect(await alerts(user)).toEqual([]);
    await guess(user.username, 5, train);
    await guess(user.email, 15, cafe);
    const told = { event: 'account_locked', device: 'their browser', ip: train };
    expect(await alerts(user)).toEqual([told]);
    api.clock.advance(24 * hour);
    await guess(user.username, 11, cafe);
    expect(await alerts(user)).toEqual([told, { ...told, ip: cafe }]);
  });
});
