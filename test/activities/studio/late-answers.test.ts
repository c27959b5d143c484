// What comes late, or is not what anybody waited for.
import type { Platform } from '../../../activities/clients/platforms/platform';
import { PlatformError } from '../../../activities/clients/platforms/platform-error';
import { type Transaction, transaction } from '../../../foundation/transaction';
import { editPost } from '../../../models/studio/edit-post';
import { retryPost } from '../../../models/studio/hasten-post';
import { Post } from '../../../models/studio/post';
import type { HeldPost } from '../../../models/studio/post-status';
import { PostTarget } from '../../../models/studio/post-target';
import { PublishAttempt } from '../../../models/studio/publish-attempt';
import { absentAfterMs, callLimitMs, doubtMs } from '../../../models/studio/publish-times';
import { openAttempt, settleCall, settleCheck } from '../../../models/studio/settle-attempt';
import { holdTarget, settleFailed, settleUnconfirmed } from '../../../models/studio/settle-target';
import { cancelPost, deletePost } from '../../../models/studio/stop-post';
import { createOwner } from '../../factories/owner';
import { contextAt, createPostRow, targetsOfPost, withPost } from '../../factories/post';
import { type CallEnd, PostPlatform } from '../../fakes/post-platform';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { postDependencies, Publisher } from '../../support/publisher';

const minute = 60_000;
const start = new Date('2026-12-01T08:00:00.000Z');
const due = new Date(start.getTime() + 60 * minute);
const after = (ms: number): Date => new Date(due.getTime() + ms);

let test: TestKnex;
let fake: PostPlatform;
let owner: string;
beforeAll(async () => void (test = await openTestDatabase()));
afterAll(async () => await test.close());
beforeEach(async () => {
  fake = new PostPlatform();
  owner = await createOwner(test.database);
});

/** A post due in an hour, and what publishes it. */
async function scheduled(changes: Partial<Platform> = {}) {
  const wish = { platform: 'test', now: start, scheduled_time: due };
  const post = await createPostRow(test.database, owner, wish);
  const [target] = await targetsOfPost(test.database, post.id);
  const dependencies = postDependencies(test.database, { ...fake.platform, ...changes });
  const publisher = new Publisher(dependencies, target?.id ?? '');
  return { post, publisher, dependencies };
}

const ledger = async (target_id: string) =>
  await PublishAttempt.query(test.database).where({ target_id }).orderBy('number');
const statesOf = async ({ targetId }: Publisher) =>
  (await ledger(targetId)).map(({ state }) => state);

describe('a call that publishes', () => {
  it('is not made when its time was over before', async () => {
    const { publisher, dependencies } = await scheduled();
    await publisher.work(after(-2 * minute));
    const picture = { object_key: 'x', sha256: 'a'.repeat(64), media_type: 'image/jpeg' };
    const media = [{ ...picture, width: 1, height: 1, size_bytes: 1, alt_text: '' }];
    const container = { media, held: {}, prepared_at: due.toISOString() };
    await PostTarget.query(test.database).findById(publisher.targetId).patch({ container });
    const slow = jest.spyOn(dependencies.objectStore, 'signedGetUrl');
    slow.mockImplementationOnce(() => {
      dependencies.clock.advance(due.getTime() + callLimitMs);
      return Promise.resolve('http://x');
    });
    await publisher.work(due);
    expect(fake.calls).toBe(0);
    expect(await publisher.row()).toMatchObject({ status: 'scheduled', error_code: 'not_called' });
    await publisher.finish(after(minute));
    expect(fake.live).toHaveLength(1);
    expect(await statesOf(publisher)).toEqual(['failed', 'live']);
  });

  const problem = { detail: null, status: null };
  const ends = [
    ['unconfirmed', 'posted', null],
    ['waiting', 'posted', { ...problem, kind: 'later', code: 'absent' }],
    ['failed', 'posted', { ...problem, kind: 'refused', code: 'forbidden' }],
  ] as const;
  it.each(ends)('is in the ledger when it answers late, of what is %s: %s', async (_, end, why) => {
    const { publisher } = await scheduled();
    fake.meanwhile = async () => {
      fake.meanwhile = () => Promise.resolve();
      await transaction(test.database, async (tx) => {
        const held = await holdTarget(tx, publisher.targetId);
        const attempt = await openAttempt(tx.sql, publisher.targetId);
        if (!held || !attempt) throw new Error('nothing is under way');
        if (why) await settleFailed(tx, held, attempt, why, due);
        else await settleUnconfirmed(tx, held, attempt, due);
      });
    };
    await publisher.finish(start);
    expect(fake.live).toHaveLength(1);
    expect(await ledger(publisher.targetId)).toMatchObject([
      { state: 'live', external_id: 'at-1' },
    ]);
    expect((await publisher.row()).status).toBe(end);
  });

  /** The answer to the first call, that the post is live. */
  async function answerFirst({ targetId: target_id }: Publisher): Promise<void> {
    const [first] = await ledger(target_id);
    const ids = { target_id, attempt_id: first?.id ?? '' };
    const live = { external_id: 'late', permalink: null };
    await transaction(test.database, (tx) => settleCall(tx, ids, { live }, after(minute)));
  }

  type Wish = (held: HeldPost, tx: Transaction) => Promise<void>;
  const wishes: [string, Wish][] = [
    ['a draft', (held, tx) => editPost(tx, held, { scheduled_time: null }, contextAt(due))],
    ['cancelled', (held, tx) => cancelPost(tx, held, due)],
  ];
  it.each(wishes)('is live when it answers late, though the post is %s by now', async (_, wish) => {
    const { post, publisher } = await scheduled();
    fake.ends = ['lost_before'];
    await publisher.work(due);
    const { id: attempt_id } = (await openAttempt(test.database, publisher.targetId)) ?? { id: '' };
    const ids = { target_id: publisher.targetId, attempt_id };
    await transaction(test.database, (tx) =>
      settleCheck(tx, ids, { state: 'absent' }, after(absentAfterMs)),
    );
    await withPost(test.database, post.id, wish);
    await answerFirst(publisher);
    expect(await publisher.row()).toMatchObject({ status: 'posted', external_id: 'late' });
    expect(await publisher.work(after(2 * minute))).toBeNull();
    expect(fake.calls).toBe(1);
  });

  it.each<CallEnd>(['refused', 'later', 'lost_before'])(
    'is live when it answers while there is another that ends as %s',
    async (end) => {
      const { post, publisher } = await scheduled();
      fake.ends = ['lost_before', end];
      fake.meanwhile = async () => {
        if (fake.calls === 2) await answerFirst(publisher);
      };
      await publisher.finish(start);
      expect(fake.calls).toBe(2);
      expect(await publisher.row()).toMatchObject({ status: 'posted', external_id: 'late' });
      expect(await statesOf(publisher)).toEqual(['live', 'failed']);
      const told = test.database('events').where({ subject_id: post.id }).orderBy('seq');
      expect(await told.pluck('type')).toEqual(['post.created', 'post.posted']);
    },
  );

  it('is refused as a repeat of what was lost: it is asked for, and live', async () => {
    const { post, publisher } = await scheduled();
    fake.ends = ['lost_after', 'refused'];
    fake.tells = false;
    const end = await publisher.finish(start);
    // It can tell again once it was called.
    fake.meanwhile = () => Promise.resolve(void (fake.tells = true));
    await withPost(test.database, post.id, (held, tx) =>
      retryPost(tx, held, { include_unconfirmed: true, now: end }),
    );
    await publisher.finish(end);
    expect(await publisher.row()).toMatchObject({ status: 'posted', external_id: 'at-1' });
    expect(await statesOf(publisher)).toEqual(['unconfirmed', 'live']);
  });

  it('fails when it was refused as a repeat, and nothing of it is there', async () => {
    const { publisher } = await scheduled();
    fake.ends = ['lost_before', 'refused'];
    await publisher.finish(start);
    expect(await publisher.row()).toMatchObject({ status: 'failed', error_code: 'duplicate_post' });
    expect(fake.calls).toBe(2);
  });

  it('is not tried again when the platform tells later why it refused', async () => {
    const code = 'picture_size_check_failed';
    const facts = { kind: 'refused', code, status: 200, detail: 'Too big.' } as const;
    const verify = () => Promise.resolve({ state: 'absent', facts } as const);
    const { publisher } = await scheduled({ verify });
    fake.ends = ['lost_before'];
    await publisher.finish(start);
    expect(await publisher.row()).toMatchObject({ status: 'failed', error_code: code });
    expect(fake.calls).toBe(1);
  });

  it('is not made any more when the account of its owner is being erased', async () => {
    const { publisher } = await scheduled();
    await publisher.work(after(-2 * minute));
    await test.database('users').where({ id: owner }).update({ deleted_at: due });
    expect(await publisher.work(due)).toBeNull();
    expect(fake.calls).toBe(0);
    expect((await publisher.row()).status).toBe('cancelled');
  });
});

describe('what was prepared', () => {
  it.each([
    [27, 1],
    [29, 2],
  ])('half an hour before is prepared anew: %d minutes late, %d times', async (minutes, times) => {
    const prepared: unknown[] = [];
    const { publisher } = await scheduled({
      prepare: async (...given) => {
        prepared.push(given[2]);
        return await fake.platform.prepare(...given);
      },
    });
    await publisher.work(after(-2 * minute));
    await publisher.work(after(minutes * minute));
    // The platform is asked about what it holds.
    expect(prepared).toEqual([null, { made: true }].slice(0, times));
    expect(fake.live).toHaveLength(1);
  });

  it('is tried again after pauses that grow, and nobody’s edit is in vain meanwhile', async () => {
    const { post, publisher } = await scheduled();
    const facts = { kind: 'later', code: 'platform_unavailable', status: 503 } as const;
    fake.check = () => Promise.reject(new PlatformError({ ...facts, detail: 'Down.' }));
    const tries = [after(-2 * minute)];
    for (let now = tries[0]; now && now < after(3 * 60 * minute);) {
      now = (await publisher.work(now)) ?? undefined;
      if (now) tries.push(now);
    }
    const pauses = tries.slice(1).map((at, nth) => at.getTime() - (tries[nth]?.getTime() ?? 0));
    expect(pauses[0]).toBe(5_000);
    expect(pauses.at(-1)).toBe(15 * minute);
    expect(pauses.length).toBeLessThan(60);
    const held = await Post.query(test.database).findById(post.id);
    expect(held?.version).toBe(post.version);
  });
});

describe('an error that nobody foresaw', () => {
  const broken = () => Promise.reject(new Error('a defect'));

  it('is logged, and preparing is tried again', async () => {
    const { publisher, dependencies } = await scheduled();
    const logged = jest.spyOn(dependencies.logger, 'error');
    fake.check = broken;
    const next = await publisher.work(after(-2 * minute));
    expect(next).toEqual(after(-2 * minute + 5_000));
    expect(await publisher.row()).toMatchObject({ status: 'scheduled', error_code: 'internal' });
    expect(logged).toHaveBeenCalledTimes(1);
  });

  it('is logged, and publishing is tried again after a pause, if no call was made', async () => {
    const { publisher, dependencies } = await scheduled();
    const logged = jest.spyOn(dependencies.logger, 'error');
    await publisher.work(after(-2 * minute));
    const opened = jest.spyOn(dependencies.seal, 'open').mockImplementationOnce(() => {
      throw new Error('a defect');
    });
    expect(await publisher.work(due)).toEqual(after(5_000));
    expect(await publisher.row()).toMatchObject({ status: 'scheduled', error_code: 'internal' });
    expect([logged.mock.calls.length, fake.calls]).toEqual([1, 0]);
    opened.mockRestore();
    await publisher.finish(after(5_000));
    expect(fake.live).toHaveLength(1);
  });

  it('in the call is asked about, and calls become rarer until they are given up', async () => {
    const calls: Date[] = [];
    const finalize = () => {
      calls.push(publisher.now);
      return Promise.reject(new Error('a defect'));
    };
    const { publisher } = await scheduled({ finalize });
    await publisher.finish(start);
    expect(await publisher.row()).toMatchObject({ status: 'failed', next_at: null });
    const pauses = calls.slice(1).map((at, nth) => at.getTime() - (calls[nth]?.getTime() ?? 0));
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(15 * minute);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(calls.length).toBeLessThan(110);
    const [first] = await ledger(publisher.targetId);
    expect(first).toMatchObject({ state: 'failed', error_code: 'absent' });
  });

  it('leaves what is to be deleted for later', async () => {
    const { post, publisher, dependencies } = await scheduled({ remove: broken });
    const logged = jest.spyOn(dependencies.logger, 'error');
    await publisher.finish(start);
    await withPost(test.database, post.id, (held, tx) =>
      deletePost(tx, held, { ...contextAt(due), live: true }),
    );
    expect((await publisher.work(due))?.getTime()).toBeGreaterThan(due.getTime());
    expect(logged).toHaveBeenCalledTimes(1);
    expect(await publisher.row()).toMatchObject({ status: 'posted', error_code: 'internal' });
  });

  it('leaves an attempt in doubt until a person looks', async () => {
    const { publisher, dependencies } = await scheduled({ verify: broken });
    const logged = jest.spyOn(dependencies.logger, 'error');
    fake.ends = ['lost_after'];
    const end = await publisher.finish(start);
    expect(end.getTime()).toBeGreaterThanOrEqual(due.getTime() + doubtMs);
    expect((await publisher.row()).status).toBe('unconfirmed');
    expect(logged).toHaveBeenCalled();
  });
});
