import {
  PlatformError,
  type PlatformErrorFacts,
} from '../../../activities/clients/platforms/platform-error';
import {
  type AccountDependencies,
  type OpenAccount,
  withAccount,
} from '../../../activities/studio/account-session';
import { renewTokens } from '../../../activities/studio/renew-tokens';
import { loadAccountDisconnected } from '../../../activities/messaging/mail-contents/account-disconnected';
import { transaction } from '../../../foundation/transaction';
import type { User } from '../../../models/identity/user';
import type { Mail } from '../../../models/messaging/mail';
import { lacksWork, unfinishedWork } from '../../../models/operations/unfinished-work';
import { createAccountSeal } from '../../../models/studio/account-seal';
import { SocialAccount } from '../../../models/studio/social-account';
import { createOwner } from '../../factories/owner';
import { accountSeal, createAccount } from '../../factories/social-account';
import { FakePlatform } from '../../fakes/fake-platform';
import { TestClock } from '../../support/clock';
import { openTestDatabase, type TestKnex } from '../../support/knex';

const minute = 60_000;

let test: TestKnex;
let fake: FakePlatform;
let owner: string;
let clock: TestClock;
let dependencies: AccountDependencies;
beforeAll(async () => void (test = await openTestDatabase()));
beforeEach(async () => {
  owner = await createOwner(test.database);
  await test.database('platform_limits').delete();
  fake = new FakePlatform();
  clock = new TestClock();
  const platforms = new Map([['test', fake.platform]]);
  dependencies = { database: test.database, clock, platforms, seal: accountSeal };
});
afterAll(async () => await test.close());

const connect = (external_id?: string): Promise<SocialAccount> =>
  createAccount(test.database, owner, {
    ...{ tokens: fake.issue(), now: clock.now() },
    ...(external_id !== undefined && { external_id }),
  });
const read = (id: string) => SocialAccount.query(test.database).findById(id).throwIfNotFound();
const use = <T>(id: string, work: (opened: OpenAccount) => Promise<T>): Promise<T> =>
  withAccount(dependencies, { account_id: id, now: clock.now() }, work);
const publish = ({ platform, session }: OpenAccount) =>
  platform.finalize(session, {} as never, {}, new AbortController().signal);
const told = (id: string) =>
  test.database('events').where({ subject_id: id }).whereNot({ type: 'social_account.connected' });
const mailed = (id: string) => test.database('mails').where({ subject_id: id });

const reader = { first_name: '', username: 'amina' } as User;
const letter = {
  get database() {
    return test.database;
  },
  ...{ secretKey: '', publicUrl: 'https://relais.example', appUrl: 'https://app.example' },
  now: new Date(),
};

/** The facts of the error that some work ends with. */
async function facts(work: Promise<unknown>): Promise<PlatformErrorFacts> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PlatformError)) throw new Error('nothing stood in the way');
  return error.facts;
}
const throws = (given: Partial<PlatformErrorFacts>) => (): Promise<never> =>
  Promise.reject(
    new PlatformError({ kind: 'later', code: 'rate_limited', status: 429, detail: '', ...given }),
  );

describe('an account', () => {
  it('is opened with its tokens, which lie sealed in its row', async () => {
    const { id } = await connect();
    expect(await use(id, publish)).toEqual({ external_id: '1', permalink: null });
    const row = await read(id);
    expect(JSON.stringify(row)).not.toMatch(/access-|refresh-/);
    expect(row.access_token).toMatch(/^v1\./);
  });

  it('that is gone, unknown here or unreadable says so, and nobody is asked', async () => {
    const { id } = await connect();
    const missing = use('0199f3a2-7c1e-7d43-9b58-2f6a4c1d0e77', publish);
    expect(await facts(missing)).toMatchObject({ kind: 'disconnected', code: 'account_removed' });
    const otherKey = 'another secret that only the tests know, long enough';
    const seal = createAccountSeal({ secretKey: otherKey, formerSecretKeys: [] });
    const given = { account_id: id, now: clock.now() };
    const unreadable = withAccount({ ...dependencies, seal }, given, publish);
    expect(await facts(unreadable)).toMatchObject({ kind: 'later', code: 'account_unreadable' });
    const elsewhere = withAccount({ ...dependencies, platforms: new Map() }, given, publish);
    expect(await facts(elsewhere)).toMatchObject({ kind: 'refused', code: 'unknown_platform' });
    expect(fake.seen).toEqual([]);
    expect(await read(id)).toMatchObject({ state: 'connected' });
  });

  it('whose tokens have ended gets new ones before it is used', async () => {
    const { id } = await connect();
    fake.endAccess();
    clock.advance(120 * minute);
    await use(id, publish);
    expect(fake.seen).toEqual(['refresh', 'call']);
    const { issued_at, refresh_failures } = await read(id);
    expect({ issued_at, refresh_failures }).toEqual({
      issued_at: clock.now(),
      refresh_failures: 0,
    });
  });

  it('whose tokens have ended waits while the platform gives no new ones', async () => {
    const { id } = await connect();
    clock.advance(120 * minute);
    fake.mood = 'down';
    expect(await facts(use(id, publish))).toMatchObject({ kind: 'later', retry_after: 60 });
    expect(await facts(use(id, publish))).toMatchObject({ kind: 'later', code: 'token_expired' });
    expect(fake.seen).toEqual(['refresh']);
    expect(await read(id)).toMatchObject({ state: 'connected', refresh_failures: 1 });
  });

  it('whose token was ended early is renewed, and the work is for later', async () => {
    const { id } = await connect();
    clock.advance(10 * minute);
    fake.endAccess();
    expect(await facts(use(id, publish))).toMatchObject({ kind: 'later', code: 'token_replaced' });
    expect(await use(id, publish)).toMatchObject({ external_id: '1' });
  });

  it('that was connected again during the work is not disconnected by what became of the old tokens', async () => {
    const { id } = await connect('same');
    const late = use(id, async (opened) => {
      fake.endAccess();
      await connect('same');
      return await publish(opened);
    });
    expect(await facts(late)).toMatchObject({ kind: 'later', code: 'token_replaced' });
    expect(await read(id)).toMatchObject({ state: 'connected' });
    expect(await told(id)).toEqual([]);
  });
});

describe('an account that was revoked', () => {
  it('is disconnected, and its owner is told once', async () => {
    const { id } = await connect();
    fake.revokeAll();
    const tries = [1, 2, 3].map(() => facts(use(id, publish)));
    for (const found of await Promise.all(tries)) {
      expect(found).toMatchObject({ kind: 'disconnected' });
    }
    expect(await facts(use(id, publish))).toMatchObject({ code: 'account_disconnected' });
    expect(await read(id)).toMatchObject({
      ...{ state: 'disconnected', error_code: 'invalid_grant', refresh_at: null },
    });
    expect(await told(id)).toMatchObject([{ type: 'social_account.disconnected' }]);
    expect(await mailed(id)).toMatchObject([
      { kind: 'account-disconnected', data: { title: 'Test' } },
    ]);
    const mail = { subject_id: id, data: { title: 'Test' } } as unknown as Mail;
    const shown = await loadAccountDisconnected(letter, mail, reader);
    expect(shown).toEqual({
      ...{ name: 'amina', platform: 'Test', account: expect.stringMatching(/^user-/) },
      url: `https://app.example/accounts/${id}`,
    });
    const notices = await test.database('notifications').where({ owner_id: owner });
    expect(notices).toMatchObject([{ notification_type: 'account_disconnected' }]);
  });

  it('is connected again by its owner, as the same account', async () => {
    const { id } = await connect('same');
    fake.revokeAll();
    await facts(use(id, publish));
    expect(await connect('same')).toMatchObject({ id, state: 'connected', error_code: null });
    const mail = { subject_id: id, data: {} } as unknown as Mail;
    expect(await loadAccountDisconnected(letter, mail, reader)).toBeNull();
    expect(await use(id, publish)).toMatchObject({ external_id: '1' });
  });

  it('with tokens that cannot be renewed is disconnected when they end', async () => {
    const { refresh: _, ...rest } = fake.platform;
    const platforms = new Map([['test', { ...rest, refresh: null }]]);
    const { id } = await createAccount(test.database, owner, {
      ...{ renewable: false, tokens: fake.issue(), now: clock.now() },
    });
    dependencies = { ...dependencies, platforms };
    clock.advance(119.5 * minute);
    expect(await use(id, publish)).toMatchObject({ external_id: '1' });
    clock.advance(minute);
    expect(await facts(use(id, publish))).toMatchObject({ kind: 'disconnected' });
    expect(await read(id)).toMatchObject({ state: 'disconnected', error_code: 'token_expired' });
  });
});

describe('the workflow of an account', () => {
  const works = async (id: string) => {
    const missing = (await unfinishedWork(test.database)).map(({ workflow_id }) => workflow_id);
    const workflow = `refresh-token:${id}`;
    return [missing.includes(workflow), !(await lacksWork(test.database, workflow))];
  };

  it('has work while tokens end or the account is being removed', async () => {
    const { id } = await connect();
    await test.database('workflow_commands').delete();
    expect(await works(id)).toEqual([true, true]);
    await facts(use(id, throws({ kind: 'disconnected', code: 'invalid_grant' })));
    expect(await works(id)).toEqual([false, false]);
    await SocialAccount.query(test.database).findById(id).patch({ state: 'removing' });
    expect(await works(id)).toEqual([true, true]);
    const forever = { tokens: { ...fake.issue(), expires_in: null }, now: clock.now() };
    const lasting = await createAccount(test.database, owner, forever);
    expect(await works(lasting.id)).toEqual([false, false]);
  });
});

describe('a limit', () => {
  it('of an account is remembered for it alone, until it has passed', async () => {
    const [first, other] = [await connect(), await connect()];
    const limited = throws({ retry_after: 600, scope: 'account' });
    expect(await facts(use(first.id, limited))).toMatchObject({ retry_after: 600 });
    clock.advance(minute);
    expect(await facts(use(first.id, publish))).toMatchObject({
      ...{ kind: 'later', code: 'rate_limited', retry_after: 540, scope: 'account' },
    });
    await use(other.id, publish);
    expect(fake.seen).toEqual(['call']);
    clock.advance(9 * minute);
    await use(first.id, publish);
  });

  it('of the application is remembered for every account', async () => {
    const [first, other] = [await connect(), await connect()];
    await facts(use(first.id, throws({ retry_after: 600, scope: 'application' })));
    for (const { id } of [first, other]) {
      expect(await facts(use(id, publish))).toMatchObject({ kind: 'later', scope: 'application' });
    }
    clock.advance(10 * minute);
    await use(other.id, publish);
  });

  it('is never made shorter by a later answer, nor longer than a day', async () => {
    const { id } = await connect();
    await Promise.all([600, 60].map((retry_after) => facts(use(id, throws({ retry_after })))));
    expect(await facts(use(id, publish))).toMatchObject({ retry_after: 600 });
    clock.advance(11 * minute);
    await facts(use(id, throws({ retry_after: 10 ** 9 })));
    expect(await facts(use(id, publish))).toMatchObject({ retry_after: 86_400 });
  });
});

describe('renewing', () => {
  it('twice at once asks the platform once, and loses nothing', async () => {
    const { id } = await connect();
    clock.advance(100 * minute);
    const renew = () => renewTokens(dependencies, id, clock.now());
    fake.meanwhile = async () => {
      fake.meanwhile = () => Promise.resolve();
      const waits = { wait_until: new Date(clock.now().getTime() + 2 * minute) };
      expect(await Promise.all([renew(), renew()])).toEqual([waits, waits]);
    };
    expect(await renew()).toHaveProperty('renewed');
    expect(fake.seen).toEqual(['refresh']);
    await use(id, publish);
    clock.advance(100 * minute);
    expect(await renew()).toHaveProperty('renewed');
    await use(id, publish);
  });

  it('that was broken off is taken up once the claim has ended', async () => {
    const { id } = await connect();
    clock.advance(100 * minute);
    fake.meanwhile = () => Promise.reject(new Error('the process died'));
    await expect(renewTokens(dependencies, id, clock.now())).rejects.toThrow('died');
    fake.meanwhile = () => Promise.resolve();
    clock.advance(minute);
    expect(await renewTokens(dependencies, id, clock.now())).toHaveProperty('wait_until');
    clock.advance(minute);
    expect(await renewTokens(dependencies, id, clock.now())).toHaveProperty('renewed');
  });

  it('keeps the stored refresh token and scopes where the platform gives none', async () => {
    fake.rotates = false;
    const { id, refresh_token } = await connect();
    for (let nth = 0; nth < 3; nth += 1) {
      clock.advance(100 * minute);
      expect(await renewTokens(dependencies, id, clock.now())).toHaveProperty('renewed');
    }
    expect(await read(id)).toMatchObject({ refresh_token, scopes: ['write'] });
  });

  it('is waited out through an outage, with growing pauses, and remembers the limit it was told', async () => {
    const { id } = await connect();
    clock.advance(100 * minute);
    const pauses: number[] = [];
    fake.mood = 'application refused';
    for (let nth = 0; nth < 9; nth += 1) {
      const renewal = await renewTokens(dependencies, id, clock.now());
      if (!('wait_until' in renewal)) throw new Error('there is nothing to wait for');
      pauses.push((renewal.wait_until.getTime() - clock.now().getTime()) / minute);
      clock.advance(renewal.wait_until.getTime() - clock.now().getTime());
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(await read(id)).toMatchObject({ state: 'connected', error_code: 'application_refused' });
    fake.mood = 'busy';
    await renewTokens(dependencies, id, clock.now());
    expect(await facts(use(id, publish))).toMatchObject({ code: 'rate_limited', retry_after: 900 });
    fake.mood = 'ok';
    clock.advance(60 * minute);
    expect(await renewTokens(dependencies, id, clock.now())).toHaveProperty('renewed');
    expect(await read(id)).toMatchObject({ error_code: null, refresh_failures: 0 });
  });

  it('of an account that was removed meanwhile changes nothing', async () => {
    const { id } = await connect();
    clock.advance(100 * minute);
    fake.meanwhile = async () => {
      await transaction(test.database, async (tx) => {
        await SocialAccount.query(tx.sql).findById(id).patch({ state: 'removing' });
      });
    };
    expect(await renewTokens(dependencies, id, clock.now())).toEqual({ wait_until: clock.now() });
    expect(await renewTokens(dependencies, id, clock.now())).toEqual({ done: true });
  });
});
