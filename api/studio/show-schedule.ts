import { localTime } from '../../foundation/local-time';
import type { PostingSchedule as ScheduleRow } from '../../models/studio/posting-schedule';
import { postsOfSlots } from '../../models/studio/posting-schedule.queries';
import { planOf } from '../../models/studio/schedule-recurrence';
import { slotsAfter } from '../../models/studio/schedule-slots';
import type { PostingSchedule, ScheduleSlots } from '../../openapi/generated/types';
import { etag } from '../etag';
import { type Headers, reply, type Reply } from '../operation';
import type { Services } from '../services';
import { scheduleView } from './schedule.view';

/** A schedule with its version, and where it is if it is new. */
export function scheduleReply<S extends 200 | 201>(
  status: S,
  schedule: ScheduleRow,
): Reply<S, PostingSchedule> {
  const headers: Headers = { etag: etag(schedule.version) };
  if (status === 201) headers['location'] = `/api/scheduler/schedules/${schedule.id}`;
  return reply(status, scheduleView(schedule), headers);
}

/** The next slots with the posts that are made for them. */
export async function slotViews(
  { database, clock }: Services,
  schedule: ScheduleRow,
  limit: number,
): Promise<ScheduleSlots> {
  const { id, timezone } = schedule;
  const now = clock.now();
  const posts = await postsOfSlots(database, id, now);
  const slots = slotsAfter(planOf(schedule), now, limit).map((slot) => {
    const post = posts.find(({ slot_at }) => slot_at.getTime() === slot.getTime());
    const { id: post_id = null, status: post_status = null } = post ?? {};
    return { slot_at: slot.toISOString(), local_time: shown(slot, timezone), post_id, post_status };
  });
  return { timezone, slots };
}

function shown(at: Date, timezone: string): string {
  const { date, minutes } = localTime(at, timezone);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
