import type { Knex } from 'knex';
import type { PostStatus } from './post';
import { PostingSchedule } from './posting-schedule';
import { planOf } from './schedule-recurrence';
import { slotsBetween } from './schedule-slots';

/** A post as calendars show it. */
export interface CalendarEntry {
  id: string;
  status: PostStatus;
  scheduled_time: Date;
  caption: string;
  hashtags: string[];
  image: string | null;
  platforms: string[];
  schedule_id: string | null;
  version: number;
  created_at: Date;
  updated_at: Date;
}

/** From one instant, up to and without another. */
interface Period {
  owner_id: string;
  from: Date;
  to: Date;
}

/** The posts of a period with a time, in order, at most so many. */
export async function calendarPosts(
  database: Knex,
  { owner_id, from, to }: Period,
  limit: number,
): Promise<CalendarEntry[]> {
  return await database('posts')
    .where({ owner_id })
    .whereNull('deleted_at')
    .where('scheduled_time', '>=', from)
    .where('scheduled_time', '<', to)
    .orderBy(['scheduled_time', 'id'])
    .limit(limit)
    .select<CalendarEntry[]>([
      ...['id', 'status', 'scheduled_time', 'caption', 'hashtags', 'schedule_id', 'version'],
      ...['created_at', 'updated_at'],
      database('post_media')
        .whereRaw('post_id = posts.id and position = 0')
        .select('image_id')
        .as('image'),
      database.raw(`array(select distinct platform from post_targets
        where post_id = posts.id order by 1) as platforms`),
    ]);
}

/** A time at which a schedule will make a post. */
export interface ComingSlot {
  schedule_id: string;
  name: string;
  slot_at: Date;
}

/** The slots of an owner's active schedules in a period that are not settled yet, in order, at most so many. */
export async function comingSlots(
  database: Knex,
  { owner_id, from, to }: Period,
  limit: number,
): Promise<ComingSlot[]> {
  const schedules = await PostingSchedule.query(database)
    .where({ owner_id, is_active: true })
    .where('next_slot_at', '<', to);
  const slots = schedules.flatMap((schedule) => {
    const { id: schedule_id, name, next_slot_at } = schedule;
    const start = Math.max(from.getTime(), next_slot_at?.getTime() ?? from.getTime());
    // Both ends of a search are excluded and included the other way round.
    const [after, until] = [new Date(start - 1), new Date(to.getTime() - 1)];
    return slotsBetween(planOf(schedule), after, until).map((slot_at) => ({
      schedule_id,
      name,
      slot_at,
    }));
  });
  return slots.sort((a, b) => a.slot_at.getTime() - b.slot_at.getTime()).slice(0, limit);
}
