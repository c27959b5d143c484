// Attempts of which nobody knows what became, and what is done before there is another.
import type { Knex } from 'knex';
import type { Platform } from '../../../activities/clients/platforms/platform';
import { PlatformError } from '../../../activities/clients/platforms/platform-error';
import { transaction } from '../../../foundation/transaction';
import { retryPost } from '../../../models/studio/hasten-post';
import { PostTarget } from '../../../models/studio/post-target';
import { PublishAttempt } from '../../../models/studio/publish-attempt';
import { callLimitMs, doubtMs } from '../../../models/studio/publish-times';
import { removeAccount } from '../../../models/studio/remove-account';
import { SocialAccount } from '../../../models/studio/social-account';
import { storeAccounts } from '../../../models/studio/store-accounts';
import { createOwner } from '../../factories/owner';
import { createPostRow, targetsOfPost, withPost } from '../../factories/post';
import { accountSeal } from '../../factories/social-account';
import { PostPlatform } from '../../fakes/post-platform';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { postDependencies, Publisher } from '../../support/publisher';

const minute = 60_000;
const start = new Date('2026-12-01T08:00:00.000Z');
const due = new Date(start.getTime() + 60 * minute);
const after = (ms: number, from = due): Date => new Date(from.getTime() + ms);

let test: TestKnex;
let fake: PostPlatform;
let owner: string;
beforeAll(async () => void (test = await openTestDatabase()));
afterAll(async () => await test.close());
afterEach(() => jest.restoreAllMocks());
beforeEach(async () => {
  fake = new PostPlatform();
  owner = await createOwner(test.database);
});

/** A post due in an hour, and what publishes it. */
async function scheduled(
  changes: Partial<Platform> = {},
  wish: Parameters<typeof createPostRow>[2] = {},
) {
  const given = { platform: 'test', now: start, scheduled_time: due, ...wish };
  const post = await createPostRow(test.database, owner, given);
  const [target] = await targetsOfPost(test.database, post.id);
  const dependencies = postDependencies(test.database, { ...fake.platform, ...changes });
  const publisher = new Publisher(dependencies, target?.id ?? '');
  return { post, publisher, dependencies };
}

const statesOf = async ({ targetId: target_id }: Publisher) =>
  await PublishAttempt.query(test.database)
    .where({ target_id })
    .orderBy('number')
    .then((attempts) => attempts.map(({ state }) => state));
const eventsOf = (id: string) =>
  test.database('events').where({ subject_id: id }).orderBy('seq').pluck<string[]>('type');
const accountOf = async (publisher: Publisher) =>
  await SocialAccount.query(test.database)
    .findById((await publisher.row()).account_id ?? '')
    .throwIfNotFound();

/** The database, with something that happens before each of its transactions, told how many there were. */
function interrupted(database: Knex, before: (nth: number) => Promise<void>): Knex {
  let count = 0;
  type Work = (trx: Knex.Transaction) => Promise<unknown>;
  const transactionOf = async (work: Work): Promise<unknown> => {
    await before((count += 1));
    return await database.transaction(work);
  };
  return new Proxy(database, {
    get: (target, key): unknown =>
      key === 'transaction' ? transactionOf : Reflect.get(target, key),
  });
}

/** A prepared post with a picture: looking where it lies is the last thing before the call. */
async function withPicture(publisher: Publisher): Promise<void> {
  const picture = { object_key: 'x', sha256: 'a'.repeat(64), media_type: 'image/jpeg' };
  const media = [{ ...picture, width: 1, height: 1, size_bytes: 1, alt_text: '' }];
  const container = { media, held: {}, prepared_at: due.toISOString() };
  await PostTarget.query(test.database).findById(publisher.targetId).patch({ container });
}

describe('a post that is tried again after nobody could tell', () => {
  /** A post whose call was lost, at an instant when the platform is asked no more and can tell again. */
  async function unconfirmed(end: 'lost_after' | 'lost_before', wish = {}) {
    const one = await scheduled({}, wish);
    fake.ends = [end];
    fake.tells = false;
    const now = await one.publisher.finish(start);
    fake.tells = true;
    expect(await one.publisher.row()).toMatchObject({ status: 'unconfirmed' });
    const retry = async () => {
      await withPost(test.database, one.post.id, (held, tx) =>
        retryPost(tx, held, { include_unconfirmed: true, now }),
      );
      await one.publisher.finish(now);
      return await one.publisher.row();
    };
    return { ...one, retry };
  }

  it('is asked for first, and was live all the time', async () => {
    const { post, publisher, retry } = await unconfirmed('lost_after');
    expect(await retry()).toMatchObject({ status: 'posted', external_id: 'at-1' });
    expect([fake.calls, await statesOf(publisher)]).toEqual([1, ['live']]);
    expect(await eventsOf(post.id)).toContain('post.posted');
  });

  it('is published when it is not there', async () => {
    const { publisher, retry } = await unconfirmed('lost_before');
    expect(await retry()).toMatchObject({ status: 'posted', external_id: 'at-2' });
    expect(await statesOf(publisher)).toEqual(['unconfirmed', 'live']);
  });

  it('is published when what is there is another', async () => {
    fake.onlyText = true;
    const first = await scheduled();
    await first.publisher.finish(start);
    const { account_id } = await first.publisher.row();
    const targets = [{ account_id: account_id ?? '', pointer: '/accounts/0' }];
    const { retry } = await unconfirmed('lost_before', { targets });
    expect(await retry()).toMatchObject({ status: 'posted', external_id: 'at-3' });
  });
});

describe('a worker that slept between the claim and the call', () => {
  /** The post, and what happens while its first worker looks where the picture lies. */
  async function sleeping(meanwhile: (one: Scheduled) => Promise<void>) {
    const one = await scheduled();
    await one.publisher.work(after(-2 * minute));
    await withPicture(one.publisher);
    const store = one.dependencies.objectStore;
    jest.spyOn(store, 'signedGetUrl').mockImplementationOnce(async () => {
      await meanwhile(one);
      return 'http://x';
    });
    return one;
  }
  type Scheduled = Awaited<ReturnType<typeof scheduled>>;

  it('makes no call when another has taken over', async () => {
    const { publisher } = await sleeping(async ({ publisher: { dependencies, targetId } }) => {
      const clock = Object.assign(Object.create(dependencies.clock), dependencies.clock);
      const other = new Publisher({ ...dependencies, clock }, targetId);
      jest.spyOn(dependencies.objectStore, 'signedGetUrl').mockResolvedValue('http://x');
      await other.finish(after(callLimitMs));
    });
    await publisher.work(due);
    expect(fake.live).toHaveLength(1);
    expect(await statesOf(publisher)).toEqual(['failed', 'live']);
    expect(await publisher.row()).toMatchObject({ status: 'posted', external_id: 'at-1' });
  });

  it('makes none after its time, whatever the clock on the wall says', async () => {
    const { publisher } = await sleeping(() => {
      const now = performance.now();
      jest.spyOn(performance, 'now').mockImplementation(() => now + callLimitMs);
      return Promise.resolve();
    });
    await publisher.work(due);
    expect(fake.calls).toBe(0);
    expect(await publisher.row()).toMatchObject({ status: 'scheduled', error_code: 'not_called' });
  });
});

describe('an answer', () => {
  it('is written down though the database is away for a moment', async () => {
    const { publisher, dependencies } = await scheduled();
    await publisher.work(after(-2 * minute));
    let isAway = false;
    fake.meanwhile = () => Promise.resolve(void (isAway = true));
    const database = interrupted(test.database, () => {
      if (!isAway) return Promise.resolve();
      isAway = false;
      return Promise.reject(new Error('the database is away'));
    });
    const flaky = new Publisher({ ...dependencies, database }, publisher.targetId);
    fake.tells = false;
    await flaky.work(due);
    expect(await publisher.row()).toMatchObject({ status: 'posted', external_id: 'at-1' });
  });

  it('that never comes, of what became of a call, is waited for no longer than others', async () => {
    const { publisher } = await scheduled({ verify: () => new Promise(() => undefined) });
    fake.ends = ['lost_after'];
    jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort());
    const end = await publisher.finish(start);
    expect(end.getTime()).toBeGreaterThanOrEqual(due.getTime() + doubtMs);
    expect(await publisher.row()).toMatchObject({ status: 'unconfirmed' });
  });
});

describe('an account', () => {
  it('that is removed before the claim publishes nothing', async () => {
    const { publisher, dependencies } = await scheduled();
    await publisher.work(after(-2 * minute));
    const account = await accountOf(publisher);
    const database = interrupted(test.database, async (nth) => {
      if (nth > 1) return;
      await transaction(test.database, (tx) => removeAccount(tx, account, after(-1)));
    });
    await new Publisher({ ...dependencies, database }, publisher.targetId).work(due);
    expect(fake.calls).toBe(0);
    expect(await publisher.row()).toMatchObject({
      ...{ status: 'failed', error_code: 'account_removed' },
    });
  });

  it('that is connected again while it is refused is tried again in seconds', async () => {
    const facts = { kind: 'disconnected', code: 'account_disconnected', status: 401 } as const;
    const finalize = () => Promise.reject(new PlatformError({ ...facts, detail: 'No.' }));
    const { publisher, dependencies } = await scheduled({ finalize });
    await publisher.work(after(-2 * minute));
    const { external_id, username, display_name } = await accountOf(publisher);
    const tokens = { access_token: 'new', refresh_token: null, expires_in: null, scopes: [] };
    const given = { external_id, username, display_name, server_url: null, details: {}, tokens };
    const storing = { owner_id: owner, platform: 'test', renewable: false, seal: accountSeal };
    const database = interrupted(test.database, async () => {
      const { state } = await accountOf(publisher);
      if (state === 'connected') return;
      await transaction(test.database, (tx) =>
        storeAccounts(tx, [given], { ...storing, now: after(1), chance: 0 }),
      );
    });
    const next = await new Publisher({ ...dependencies, database }, publisher.targetId).work(due);
    expect(next?.getTime()).toBeLessThanOrEqual(due.getTime() + minute);
    expect(await publisher.row()).toMatchObject({ status: 'scheduled' });
  });
});
