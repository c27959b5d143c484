// Slots become posts two days ahead, in order. Each is settled by a transaction of its own: it gets its post, or is given
// up with a notice. What was missed while nothing ran is given up too, all of it together, and never published in a burst.
import type { Knex } from 'knex';
import { transaction, type Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { fillSlot, type SlotFault } from './fill-slot';
import type { PostContext } from './new-post';
import { Post } from './post';
import { PostingSchedule } from './posting-schedule';
import { lockSchedule, schedulesDueBefore } from './posting-schedule.queries';
import { planOf } from './schedule-recurrence';
import { nextSlotAfter, slotsBetween } from './schedule-slots';

const hour = 3_600_000;
/** How long before its time a slot gets its post. */
const aheadMs = 48 * hour;
/** Until when a slot that cannot get one waits for a picture, an account or better words. */
const lastCallMs = hour / 4;
/** No schedule has more slots in two days. */
const mostSteps = 200;

/** Settles what is due of every schedule; returns how many posts were made. One that fails keeps no other waiting. */
export async function fillSchedules(database: Knex, context: PostContext): Promise<number> {
  const before = new Date(context.now.getTime() + aheadMs);
  const failures: unknown[] = [];
  let made = 0;
  for (const id of await schedulesDueBefore(database, before)) {
    try {
      made += await fillSchedule(database, id, context);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'schedules could not be filled');
  return made;
}

/** Settles what is due of a schedule; returns how many posts were made. */
export async function fillSchedule(
  database: Knex,
  scheduleId: string,
  context: PostContext,
): Promise<number> {
  let made = 0;
  for (let step = 0; step < mostSteps; step += 1) {
    const outcome = await transaction(database, (tx) => settleNextSlot(tx, scheduleId, context));
    if (outcome === 'waits') break;
    if (outcome === 'made') made += 1;
  }
  return made;
}

async function settleNextSlot(
  tx: Transaction,
  scheduleId: string,
  context: PostContext,
): Promise<'made' | 'settled' | 'waits'> {
  const { now } = context;
  const schedule = await holdSchedule(tx, scheduleId);
  const slot = schedule?.is_active ? schedule.next_slot_at : null;
  if (!schedule || !slot || slot.getTime() - now.getTime() > aheadMs) return 'waits';
  if (slot <= now) return await giveUpMissed(tx, schedule, slot, now);
  const taken = await Post.query(tx.sql).findOne({ schedule_id: schedule.id, slot_at: slot });
  if (taken) return await settle(tx, schedule, slot, 'settled');
  const isLastCall = slot.getTime() - now.getTime() <= lastCallMs;
  const reason = await fillSlot(tx, schedule, slot, { ...context, isLastCall });
  if (reason === null) return await settle(tx, schedule, slot, 'made');
  if (!isLastCall) return 'waits';
  tellOfSkip(tx, schedule, { reason, slot_at: slot.toISOString(), count: 1 });
  return await settle(tx, schedule, slot, 'settled');
}

/** Locks the owner first: two schedules of one owner never take the same picture. */
async function holdSchedule(tx: Transaction, id: string): Promise<PostingSchedule | undefined> {
  await tx.sql.raw(
    `select from users where id = (select owner_id from posting_schedules where id = ?)
     for no key update`,
    [id],
  );
  return await lockSchedule(tx, id);
}

async function settle<T>(
  tx: Transaction,
  schedule: PostingSchedule,
  until: Date,
  outcome: T,
): Promise<T> {
  const next_slot_at = nextSlotAfter(planOf(schedule), until);
  await PostingSchedule.query(tx.sql).findById(schedule.id).patch({ next_slot_at });
  return outcome;
}

async function giveUpMissed(
  tx: Transaction,
  schedule: PostingSchedule,
  first: Date,
  now: Date,
): Promise<'settled'> {
  const missed = slotsBetween(planOf(schedule), new Date(first.getTime() - 1), now);
  const posts = await Post.query(tx.sql)
    .where({ schedule_id: schedule.id })
    .whereBetween('slot_at', [first, now]);
  const count = missed.length - posts.length;
  if (count > 0) {
    tellOfSkip(tx, schedule, { reason: 'missed', slot_at: first.toISOString(), count });
  }
  return await settle(tx, schedule, now, 'settled');
}

function tellOfSkip(
  tx: Transaction,
  { id, owner_id }: PostingSchedule,
  data: { reason: SlotFault | 'missed'; slot_at: string; count: number },
): void {
  appendEvent(tx, {
    ...{ owner_id, type: 'schedule.slot_skipped', subject: { type: 'schedule', id }, data },
  });
}
