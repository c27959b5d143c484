import { transaction } from '../../../foundation/transaction';
import { deleteSchedule, updateSchedule } from '../../../models/studio/change-posting-schedule';
import type { ScheduleWish } from '../../../models/studio/check-schedule';
import { fillSchedule, fillSchedules } from '../../../models/studio/fill-schedule';
import type { PostContext } from '../../../models/studio/new-post';
import { Post } from '../../../models/studio/post';
import { holdPost } from '../../../models/studio/post-status';
import type { PostingSchedule } from '../../../models/studio/posting-schedule';
import { lockSchedule } from '../../../models/studio/posting-schedule.queries';
import { cancelPost } from '../../../models/studio/stop-post';
import { createOwner } from '../../factories/owner';
import { createPostingSchedule } from '../../factories/posting-schedule';
import { createAccount } from '../../factories/social-account';
import { createStudioImage } from '../../factories/studio-image';
import { openTestDatabase, type TestKnex } from '../../support/knex';

const hour = 3_600_000;
const day = 24 * hour;
const start = new Date('2026-03-27T12:00:00Z');

let test: TestKnex;
let owner_id: string;
let account_id: string;
beforeAll(async () => void (test = await openTestDatabase()));
beforeEach(async () => {
  owner_id = await createOwner(test.database);
  account_id = (await createAccount(test.database, owner_id, { platform: 'dry-run' })).id;
});
afterAll(async () => await test.close());

const at = (now: Date): PostContext => ({
  ...{ now, rules: { knows: () => true, removes: () => false, refusals: () => [] } },
});
const after = (ms: number): Date => new Date(start.getTime() + ms);
const schedule = (columns: Partial<PostingSchedule> = {}): Promise<PostingSchedule> =>
  createPostingSchedule(test.database, owner_id, {
    accounts: [account_id],
    now: start,
    ...columns,
  });
const image = (columns: object = {}) =>
  createStudioImage(test.database, owner_id, { status: 'validated', ...columns });
const images = async (count: number): Promise<string[]> => {
  const made: string[] = [];
  for (let nth = 0; nth < count; nth += 1) made.push((await image()).id);
  return made;
};
const fill = ({ id }: PostingSchedule, now = start): Promise<number> =>
  fillSchedule(test.database, id, at(now));
const change = ({ id }: PostingSchedule, wish: Partial<ScheduleWish>, now = start) =>
  transaction(test.database, async (tx) => {
    const held = await lockSchedule(tx, id);
    if (!held) throw new Error('the schedule of the test is gone');
    return await updateSchedule(tx, held, wish, at(now));
  });
const posts = async (): Promise<Post[]> =>
  await Post.query(test.database).where({ owner_id }).orderBy(['scheduled_time', 'created_at']);
const slots = async (status = 'scheduled'): Promise<(string | undefined)[]> =>
  (await posts())
    .filter((post) => post.status === status)
    .map(({ scheduled_time }) => scheduled_time?.toISOString());
const used = async (): Promise<string[]> =>
  await test
    .database('post_media')
    .join('posts', 'posts.id', 'post_id')
    .where({ owner_id })
    .orderBy('scheduled_time')
    .pluck<string[]>('image_id');
const skips = async () =>
  await test
    .database('events')
    .where({ owner_id, type: 'schedule.slot_skipped' })
    .orderBy('seq')
    .pluck<{ reason: string; slot_at: string; count: number }[]>('data');

describe('a schedule', () => {
  it('makes the posts of two days, each with the oldest picture that no post uses', async () => {
    const [first, second, third] = await images(3);
    const daily = await schedule();
    expect(await fill(daily)).toBe(2);
    expect(await slots()).toEqual(['2026-03-28T08:00:00.000Z', '2026-03-29T07:00:00.000Z']);
    expect(await used()).toEqual([first, second]);
    expect(await fill(daily)).toBe(0);
    expect(await fill(daily, after(day))).toBe(1);
    expect(await used()).toEqual([first, second, third]);
  });

  it('takes pictures with its tags only, and no version whose successor is validated', async () => {
    const old = await image({ tags: ['orchard'] });
    const newer = await image({ tags: ['orchard', 'wide'], parent_id: old.id });
    await images(2);
    await image({ tags: ['orchard'], deleted_at: start });
    await fill(await schedule({ image_tags: ['orchard'] }));
    expect(await used()).toEqual([newer.id]);
  });

  it('never makes two posts of one slot, nor takes one picture for two schedules', async () => {
    await images(8);
    const [morning, evening] = [await schedule(), await schedule({ times: ['18:00'] })];
    const counts = await Promise.all([
      ...[fill(morning), fill(evening), fill(morning), fill(evening)],
    ]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(new Set(await used()).size).toBe(4);
  });

  it('fills on where others cannot be filled', async () => {
    await images(4);
    const daily = await schedule();
    const broken = await schedule();
    const nonsense = { recurrence: '{}', next_slot_at: start };
    await test.database('posting_schedules').where({ id: broken.id }).update(nonsense);
    await expect(fillSchedules(test.database, at(start))).rejects.toThrow(AggregateError);
    await test.database('posting_schedules').where({ id: broken.id }).delete();
    expect(await Post.query(test.database).where({ schedule_id: daily.id }).resultSize()).toBe(2);
  });
});

it('gets no posts while its owner is leaving, and goes on when they stay', async () => {
  await schedule();
  await images(2);
  const users = test.database('users').where({ id: owner_id });
  await users.clone().update({ is_active: false });
  await fillSchedules(test.database, at(start));
  expect(await slots()).toEqual([]);
  await users.clone().update({ is_active: true });
  await fillSchedules(test.database, at(after(24 * hour)));
  expect(await slots()).toEqual(['2026-03-29T07:00:00.000Z', '2026-03-30T07:00:00.000Z']);
  expect(await skips()).toMatchObject([{ reason: 'missed', count: 1 }]);
});

describe('a slot without a picture', () => {
  it('waits for one', async () => {
    const daily = await schedule();
    expect(await fill(daily)).toBe(0);
    await images(1);
    expect(await fill(daily, after(19 * hour))).toBe(1);
    expect(await slots()).toEqual(['2026-03-28T08:00:00.000Z']);
    expect(await skips()).toEqual([]);
  });

  it('is given up a quarter of an hour ahead, with one notice, and not published later', async () => {
    const daily = await schedule();
    for (const now of [19.74, 19.8, 19.9]) await fill(daily, after(now * hour));
    const slot_at = '2026-03-28T08:00:00.000Z';
    expect(await skips()).toEqual([{ reason: 'no_image', slot_at, count: 1 }]);
    const notices = test.database('notifications').where({ owner_id });
    expect(await notices.pluck('notification_type')).toEqual(['schedule_slot_skipped']);
    await images(1);
    await fill(daily, after(19.95 * hour));
    expect(await slots()).toEqual(['2026-03-29T07:00:00.000Z']);
  });
});

describe('slots that passed while nothing ran', () => {
  it('are told of together and never published', async () => {
    await images(30);
    const busy = await schedule({ times: ['09:00', '15:00', '21:00'] });
    await fill(busy, after(10 * day));
    const [skip, ...others] = await skips();
    expect(others).toEqual([]);
    expect(skip).toEqual({ reason: 'missed', slot_at: '2026-03-27T14:00:00.000Z', count: 30 });
    const made = await slots();
    expect(made).toHaveLength(6);
    expect(made.every((slot) => slot !== undefined && slot > after(10 * day).toISOString())).toBe(
      true,
    );
  });

  it('had their posts already, where those were made ahead', async () => {
    await images(2);
    const daily = await schedule();
    await fill(daily);
    await fill(daily, after(2 * day));
    expect(await skips()).toEqual([]);
  });
});

describe('a post that a schedule made', () => {
  it('is not made again when its owner cancels or deletes it', async () => {
    await images(3);
    const daily = await schedule();
    await fill(daily);
    const [first] = await posts();
    await transaction(test.database, async (tx) => {
      const held = await holdPost(tx, first?.id ?? '');
      if (held) await cancelPost(tx, held, start);
    });
    await change(daily, { name: 'Another name' });
    expect(await fill(daily)).toBe(0);
    expect(await slots()).toEqual(['2026-03-29T07:00:00.000Z']);
  });

  it('is cancelled when the schedule comes at another time, and made again when it comes back', async () => {
    await images(9);
    const daily = await schedule();
    await fill(daily);
    await change(daily, { times: ['10:00'] });
    await fill(daily);
    expect(await slots()).toEqual(['2026-03-28T09:00:00.000Z', '2026-03-29T08:00:00.000Z']);
    await change(daily, { times: ['09:00', '10:00'] });
    expect(await fill(daily)).toBe(2);
    expect(await slots()).toHaveLength(4);
    expect(await slots('cancelled')).toHaveLength(2);
  });

  it('is cancelled when the schedule is paused or deleted', async () => {
    await images(9);
    const daily = await schedule();
    await fill(daily);
    await change(daily, { is_active: false });
    expect(await fill(daily)).toBe(0);
    expect(await slots()).toEqual([]);
    const active = await change(daily, { is_active: true });
    expect(await fill(daily)).toBe(2);
    await transaction(test.database, (tx) => deleteSchedule(tx, active, start));
    expect(await slots()).toEqual([]);
    expect(await fill(daily)).toBe(0);
  });

  it('stays where its owner moved it, and while it is being published', async () => {
    await images(9);
    const daily = await schedule();
    await fill(daily);
    const [moved, publishing] = await posts();
    const elsewhere = after(5 * day);
    await Post.query(test.database)
      .findById(moved?.id ?? '')
      .patch({ scheduled_time: elsewhere });
    await test
      .database('post_targets')
      .where({ post_id: publishing?.id })
      .update({ status: 'publishing' });
    await change(daily, { is_active: false });
    const left = (await posts()).map(({ status, slot_at }) => ({ status, slot_at }));
    expect(left).toEqual([
      { status: 'scheduled', slot_at: publishing?.slot_at },
      { status: 'scheduled', slot_at: null },
    ]);
  });
});

describe('a schedule for several accounts', () => {
  it('waits for one that is disconnected, and at last goes to the others', async () => {
    await images(2);
    const other = await createAccount(test.database, owner_id, { platform: 'other' });
    const gone = { state: 'disconnected' };
    await test.database('social_accounts').where({ id: other.id }).update(gone);
    const daily = await schedule({ accounts: [account_id, other.id] });
    expect(await fill(daily)).toBe(0);
    expect(await fill(daily, after(19.8 * hour))).toBe(1);
    const targets = test.database('post_targets').where({ owner_id });
    expect(await targets.pluck('account_id')).toEqual([account_id]);
    await test.database('social_accounts').where({ owner_id }).update(gone);
    await fill(daily, after(42.8 * hour));
    expect((await skips()).map(({ reason }) => reason)).toEqual(['no_account']);
  });

  it('goes once to an account that it names twice, by itself and by its platform', async () => {
    await images(2);
    await fill(await schedule({ accounts: [account_id], platforms: ['dry-run'] }));
    expect(await slots()).toHaveLength(2);
  });
});

/** Copies of one validated picture. */
async function manyImages(count: number): Promise<void> {
  const { id } = await image();
  await test.database.raw(
    `insert into studio_images (id, owner_id, status, prompt, width, height, object_key, sha256)
     select gen_random_uuid(), owner_id, status, prompt, width, height, object_key, sha256
     from studio_images, generate_series(2, ?::int) where id = ?`,
    [count, id],
  );
}

describe('daily at 09:00 in Paris, through a whole year', () => {
  it('has one post on each day at 09:00, each with a picture of its own', async () => {
    await manyImages(366);
    const from = new Date('2026-01-01T00:00:00Z');
    const daily = await schedule({ now: from } as Partial<PostingSchedule>);
    for (let passed = 0; passed < 365; passed += 2) {
      await fill(daily, new Date(from.getTime() + passed * day));
    }
    const clock = new Intl.DateTimeFormat('en-CA', {
      ...{ timeZone: 'Europe/Paris', hourCycle: 'h23', dateStyle: 'short', timeStyle: 'short' },
    });
    const year = (await slots()).map((slot) => clock.format(new Date(slot ?? '')));
    const in2026 = year.filter((shown) => shown.startsWith('2026'));
    expect(in2026).toHaveLength(365);
    expect(new Set(year).size).toBe(year.length);
    expect(year.every((shown) => shown.endsWith(', 09:00'))).toBe(true);
    expect(new Set(await used()).size).toBe(year.length);
    expect(await skips()).toEqual([]);
  }, 300_000);
});
