import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { checkSchedule, type ScheduleWish } from './check-schedule';
import type { PostContext } from './new-post';
import { cleanHashtags } from './post-text';
import { PostingSchedule } from './posting-schedule';
import { releaseSlots } from './release-slots';
import { planOf } from './schedule-recurrence';
import { nextSlotAfter } from './schedule-slots';

/** Each is looked at every few minutes, so there are not many. */
const mostSchedules = 50;

/** @throws `schedule_refused` (422) whose `errors` name all that is wrong, `schedule_limit` (409) */
export async function createSchedule(
  tx: Transaction,
  owner_id: string,
  wish: ScheduleWish,
  context: PostContext,
): Promise<PostingSchedule> {
  await tx.sql.raw('select from users where id = ? for no key update', [owner_id]);
  const many = await PostingSchedule.query(tx.sql).where({ owner_id }).resultSize();
  if (many >= mostSchedules) throw fail('schedule_limit');
  await refuseFaulty(tx, { owner_id, isOver: false }, wish, context);
  const { now } = context;
  return await PostingSchedule.query(tx.sql).insertAndFetch({
    ...{ id: newId(), owner_id, ...wish, hashtags: cleanHashtags(wish.hashtags) },
    ...{ next_slot_at: nextSlotAfter(planOf(wish), now), created_at: now, updated_at: now },
  });
}

/**
 * Changes what is named. Posts whose slots are no more, or whose schedule is paused, are cancelled; the others stay as
 * they were made. A name and a pause are taken whatever is wrong: that is told when there are to be posts again.
 * @throws `schedule_refused` (422)
 */
export async function updateSchedule(
  tx: Transaction,
  schedule: PostingSchedule,
  wish: Partial<ScheduleWish>,
  context: PostContext,
): Promise<PostingSchedule> {
  const { now } = context;
  const wanted = { ...schedule, ...wish };
  // What has ended may still be changed: only its slots are not asked for.
  const isOver = schedule.next_slot_at === null && !changesTiming(wish);
  if (asksForPosts(wish)) {
    await refuseFaulty(tx, { owner_id: schedule.owner_id, isOver }, wanted, context);
  }
  const changed = await PostingSchedule.query(tx.sql).patchAndFetchById(schedule.id, {
    ...wish,
    ...(wish.hashtags && { hashtags: cleanHashtags(wish.hashtags) }),
    next_slot_at: isOver ? null : nextSlotAfter(planOf(wanted), now),
    ...{ version: schedule.version + 1, updated_at: now },
  });
  await releaseSlots(tx, changed, changed.is_active ? planOf(changed) : null, now);
  return changed;
}

/** Removes a schedule; the posts that it made and that are not published yet are cancelled. */
export async function deleteSchedule(
  tx: Transaction,
  schedule: PostingSchedule,
  now: Date,
): Promise<void> {
  await releaseSlots(tx, schedule, null, now);
  await PostingSchedule.query(tx.sql).deleteById(schedule.id);
}

function asksForPosts({ name: _, ...wish }: Partial<ScheduleWish>): boolean {
  return Object.keys(wish).some((part) => part !== 'is_active') || wish.is_active === true;
}

function changesTiming(wish: Partial<ScheduleWish>): boolean {
  const { recurrence, times, timezone, starts_on, ends_on, blackouts } = wish;
  const timing = [recurrence, times, timezone, starts_on, ends_on, blackouts];
  return timing.some((part) => part !== undefined);
}

async function refuseFaulty(
  tx: Transaction,
  { owner_id, isOver }: { owner_id: string; isOver: boolean },
  wish: ScheduleWish,
  context: PostContext,
): Promise<void> {
  const found = await checkSchedule(tx, owner_id, wish, context);
  const errors = found.filter(({ code }) => !isOver || code !== 'no_slots');
  if (errors.length > 0) throw fail('schedule_refused', undefined, errors);
}
