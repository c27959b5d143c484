import { loadAccountDisconnected } from '../../../activities/messaging/mail-contents/account-disconnected';
import { withAccount } from '../../../activities/studio/account-session';
import { renewTokens } from '../../../activities/studio/renew-tokens';
import type { User } from '../../../models/identity/user';
import type { Mail } from '../../../models/messaging/mail';
import { lacksWork, unfinishedWork } from '../../../models/operations/unfinished-work';
import { createAccountSeal } from '../../../models/studio/account-seal';
import { SocialAccount } from '../../../models/studio/social-account';
import { createAccount } from '../../factories/social-account';
import { AccountWorld, facts, minute, publish, throws } from './account-world';

let world: AccountWorld;
beforeAll(async () => void (world = await AccountWorld.start()));
beforeEach(() => world.begin());
afterAll(() => world.close());

const told = (id: string) =>
  world.database('events').where({ subject_id: id }).whereNot({ type: 'social_account.connected' });
const mailed = (id: string) => world.database('mails').where({ subject_id: id });

const reader = { first_name: '', username: 'amina' } as User;
const letter = () => ({
  database: world.database,
  ...{ secretKey: '', publicUrl: 'https://relais.example', appUrl: 'https://app.example' },
  now: new Date(),
});

describe('an account', () => {
  it('is opened with its tokens, which lie sealed in its row', async () => {
    const { id } = await world.connect();
    expect(await world.use(id, publish)).toEqual({ external_id: '1', permalink: null });
    const row = await world.read(id);
    expect(JSON.stringify(row)).not.toMatch(/access-|refresh-/);
    expect(row.access_token).toMatch(/^v1\./);
  });

  it('that is gone, unknown here or unreadable says so, and nobody is asked', async () => {
    const { id } = await world.connect();
    const missing = world.use('0199f3a2-7c1e-7d43-9b58-2f6a4c1d0e77', publish);
    expect(await facts(missing)).toMatchObject({ kind: 'disconnected', code: 'account_removed' });
    const otherKey = 'another secret that only the tests know, long enough';
    const seal = createAccountSeal({ secretKey: otherKey, formerSecretKeys: [] });
    const given = { account_id: id, now: world.clock.now() };
    const unreadable = withAccount({ ...world.dependencies, seal }, given, publish);
    expect(await facts(unreadable)).toMatchObject({ kind: 'later', code: 'account_unreadable' });
    const elsewhere = withAccount({ ...world.dependencies, platforms: new Map() }, given, publish);
    expect(await facts(elsewhere)).toMatchObject({ kind: 'refused', code: 'unknown_platform' });
    expect(world.fake.seen).toEqual([]);
    expect(await world.read(id)).toMatchObject({ state: 'connected' });
  });

  it('whose tokens have ended gets new ones before it is used', async () => {
    const { id } = await world.connect();
    world.fake.endAccess();
    world.clock.advance(120 * minute);
    await world.use(id, publish);
    expect(world.fake.seen).toEqual(['refresh', 'call']);
    const { issued_at, refresh_failures } = await world.read(id);
    expect({ issued_at, refresh_failures }).toEqual({
      issued_at: world.clock.now(),
      refresh_failures: 0,
    });
  });

  it('whose tokens have ended waits while the platform gives no new ones', async () => {
    const { id } = await world.connect();
    world.clock.advance(120 * minute);
    world.fake.mood = 'down';
    expect(await facts(world.use(id, publish))).toMatchObject({ kind: 'later', retry_after: 60 });
    expect(await facts(world.use(id, publish))).toMatchObject({
      kind: 'later',
      code: 'token_expired',
    });
    expect(world.fake.seen).toEqual(['refresh']);
    expect(await world.read(id)).toMatchObject({ state: 'connected', refresh_failures: 1 });
  });

  it('whose token was ended early is renewed, and the work is for later', async () => {
    const { id } = await world.connect();
    world.clock.advance(10 * minute);
    world.fake.endAccess();
    expect(await facts(world.use(id, publish))).toMatchObject({
      kind: 'later',
      code: 'token_replaced',
    });
    expect(await world.use(id, publish)).toMatchObject({ external_id: '1' });
  });

  it('that was connected again during the work is not disconnected by what became of the old tokens', async () => {
    const { id } = await world.connect('same');
    const late = world.use(id, async (opened) => {
      world.fake.endAccess();
      await world.connect('same');
      return await publish(opened);
    });
    expect(await facts(late)).toMatchObject({ kind: 'later', code: 'token_replaced' });
    expect(await world.read(id)).toMatchObject({ state: 'connected' });
    expect(await told(id)).toEqual([]);
  });
});

describe('an account that was revoked', () => {
  it('is disconnected, and its owner is told once', async () => {
    const { id } = await world.connect();
    world.fake.revokeAll();
    const tries = [1, 2, 3].map(() => facts(world.use(id, publish)));
    for (const found of await Promise.all(tries)) {
      expect(found).toMatchObject({ kind: 'disconnected' });
    }
    expect(await facts(world.use(id, publish))).toMatchObject({ code: 'account_disconnected' });
    expect(await world.read(id)).toMatchObject({
      ...{ state: 'disconnected', error_code: 'invalid_grant', refresh_at: null },
    });
    expect(await told(id)).toMatchObject([{ type: 'social_account.disconnected' }]);
    expect(await mailed(id)).toMatchObject([
      { kind: 'account-disconnected', data: { title: 'Test' } },
    ]);
    const mail = { subject_id: id, data: { title: 'Test' } } as unknown as Mail;
    const shown = await loadAccountDisconnected(letter(), mail, reader);
    expect(shown).toEqual({
      ...{ name: 'amina', platform: 'Test', account: expect.stringMatching(/^user-/) },
      url: `https://app.example/accounts/${id}`,
    });
    const notices = await world.database('notifications').where({ owner_id: world.owner });
    expect(notices).toMatchObject([{ notification_type: 'account_disconnected' }]);
  });

  it('is connected again by its owner, as the same account', async () => {
    const { id } = await world.connect('same');
    world.fake.revokeAll();
    await facts(world.use(id, publish));
    expect(await world.connect('same')).toMatchObject({ id, state: 'connected', error_code: null });
    const mail = { subject_id: id, data: {} } as unknown as Mail;
    expect(await loadAccountDisconnected(letter(), mail, reader)).toBeNull();
    expect(await world.use(id, publish)).toMatchObject({ external_id: '1' });
  });

  it('with tokens that cannot be renewed is disconnected when they end', async () => {
    const { refresh: _, ...rest } = world.fake.platform;
    const platforms = new Map([['test', { ...rest, refresh: null }]]);
    const { id } = await createAccount(world.database, world.owner, {
      ...{ renewable: false, tokens: world.fake.issue(), now: world.clock.now() },
    });
    world.dependencies = { ...world.dependencies, platforms };
    world.clock.advance(119.5 * minute);
    expect(await world.use(id, publish)).toMatchObject({ external_id: '1' });
    world.clock.advance(minute);
    expect(await facts(world.use(id, publish))).toMatchObject({ kind: 'disconnected' });
    expect(await world.read(id)).toMatchObject({
      state: 'disconnected',
      error_code: 'token_expired',
    });
  });
});

describe('tokens that are renewed never, though the platform renews others', () => {
  const connect = async () => {
    const refresh = throws({ code: 'refresh_not_offered', status: null });
    const platforms = new Map([['test', { ...world.fake.platform, refresh }]]);
    world.dependencies = { ...world.dependencies, platforms };
    return await world.connect();
  };

  it('are good until they end, and then the account is disconnected once', async () => {
    const { id, expires_at } = await connect();
    world.clock.advance(100 * minute);
    const renew = () => renewTokens(world.dependencies, id, world.clock.now());
    expect(await renew()).toEqual({ lasts_until: expires_at });
    expect(await world.read(id)).toMatchObject({ refresh_at: expires_at, refreshing_until: null });
    world.clock.advance(19.5 * minute);
    expect(await world.use(id, publish)).toMatchObject({ external_id: '1' });
    world.clock.advance(minute);
    expect([await renew(), await renew()]).toEqual([{ done: true }, { done: true }]);
    expect(await world.read(id)).toMatchObject({
      ...{ state: 'disconnected', error_code: 'token_expired' },
    });
    expect(await mailed(id)).toHaveLength(1);
  });

  it('that were revoked early are not waited for', async () => {
    const { id } = await connect();
    world.clock.advance(10 * minute);
    world.fake.revokeAll();
    expect(await facts(world.use(id, publish))).toMatchObject({ kind: 'disconnected' });
    expect(await world.read(id)).toMatchObject({
      ...{ state: 'disconnected', error_code: 'invalid_grant' },
    });
  });
});

describe('the workflow of an account', () => {
  const works = async (id: string) => {
    const missing = (await unfinishedWork(world.database)).map(({ workflow_id }) => workflow_id);
    const workflow = `refresh-token:${id}`;
    return [missing.includes(workflow), !(await lacksWork(world.database, workflow))];
  };

  it('has work while tokens end or the account is being removed', async () => {
    const { id } = await world.connect();
    await world.database('workflow_commands').delete();
    expect(await works(id)).toEqual([true, true]);
    await facts(world.use(id, throws({ kind: 'disconnected', code: 'invalid_grant' })));
    expect(await works(id)).toEqual([false, false]);
    await SocialAccount.query(world.database).findById(id).patch({ state: 'removing' });
    expect(await works(id)).toEqual([true, true]);
    const forever = { tokens: { ...world.fake.issue(), expires_in: null }, now: world.clock.now() };
    const lasting = await createAccount(world.database, world.owner, forever);
    expect(await works(lasting.id)).toEqual([false, false]);
  });
});

describe('a limit', () => {
  it('of an account is remembered for it alone, until it has passed', async () => {
    const [first, other] = [await world.connect(), await world.connect()];
    const limited = throws({ retry_after: 600, scope: 'account' });
    expect(await facts(world.use(first.id, limited))).toMatchObject({ retry_after: 600 });
    world.clock.advance(minute);
    expect(await facts(world.use(first.id, publish))).toMatchObject({
      ...{ kind: 'later', code: 'rate_limited', retry_after: 540, scope: 'account' },
    });
    await world.use(other.id, publish);
    expect(world.fake.seen).toEqual(['call']);
    world.clock.advance(9 * minute);
    await world.use(first.id, publish);
  });

  it('of the application is remembered for every account', async () => {
    const [first, other] = [await world.connect(), await world.connect()];
    await facts(world.use(first.id, throws({ retry_after: 600, scope: 'application' })));
    for (const { id } of [first, other]) {
      expect(await facts(world.use(id, publish))).toMatchObject({
        kind: 'later',
        scope: 'application',
      });
    }
    world.clock.advance(10 * minute);
    await world.use(other.id, publish);
  });

  it('keeps nobody from asking what became of a post', async () => {
    const { id } = await world.connect();
    await facts(world.use(id, throws({ retry_after: 600, scope: 'account' })));
    await facts(world.use(id, publish));
    expect(world.fake.seen).toEqual([]);
    await world.use(id, publish, 'verify');
    expect(world.fake.seen).toEqual(['call']);
  });

  it('is never made shorter by a later answer, nor longer than a day', async () => {
    const { id } = await world.connect();
    await Promise.all(
      [600, 60].map((retry_after) => facts(world.use(id, throws({ retry_after })))),
    );
    expect(await facts(world.use(id, publish))).toMatchObject({ retry_after: 600 });
    world.clock.advance(11 * minute);
    await facts(world.use(id, throws({ retry_after: 10 ** 9 })));
    expect(await facts(world.use(id, publish))).toMatchObject({ retry_after: 86_400 });
  });
});
