import { fail } from '../../foundation/errors';
import { instantOf, isTimeZone, localTime } from '../../foundation/local-time';
import {
  type CalendarEntry,
  calendarPosts,
  comingSlots,
} from '../../models/studio/calendar.queries';
import { dateOf, dayOf, firstOf, monthOf } from '../../models/studio/civil-day';
import { isDate } from '../../models/studio/schedule-recurrence';
import type { Calendar, CalendarPost } from '../../openapi/generated/types';
import type { Services } from '../services';

const mostDays = 62;
const mostRows = 2000;
const captionLength = 200;

/** Days of the calendar, both included, in a zone. */
export interface Days {
  from: string;
  to: string;
  timezone: string;
}

/** The days that a query asks for: the month of `from`, which is that of today, unless it says otherwise. */
export function daysAsked(query: Partial<Days>, usualZone: string, now: Date): Days {
  const { timezone = usualZone } = query;
  if (!isTimeZone(timezone)) throw refusal('timezone', 'timezone', 'must be an IANA time zone');
  const month = (date: string, later: number): number => firstOf(monthOf(dayOf(date)) + later);
  const from = query.from ?? dateOf(month(localTime(now, timezone).date, 0));
  const to = query.to ?? dateOf(month(from, 1) - 1);
  if (!isDate(from)) throw refusal('from', 'format', 'must be a day that there is');
  if (!isDate(to)) throw refusal('to', 'format', 'must be a day that there is');
  const days = dayOf(to) - dayOf(from) + 1;
  if (days >= 1 && days <= mostDays) return { from, to, timezone };
  throw refusal('to', 'range', `must not be before from, nor ${mostDays} days or more after it`);
}

/** Posts and slots, day by day. */
export async function calendarOf(
  { database }: Services,
  owner_id: string,
  { from, to, timezone }: Days,
): Promise<Calendar> {
  const midnight = (day: number): Date => instantOf({ date: dateOf(day), minutes: 0 }, timezone);
  const period = { owner_id, from: midnight(dayOf(from)), to: midnight(dayOf(to) + 1) };
  const posts = await calendarPosts(database, period, mostRows + 1);
  const slots = await comingSlots(database, period, mostRows + 1);
  const days = new Map<string, Calendar['days'][number]>();
  for (let day = dayOf(from); day <= dayOf(to); day += 1) {
    days.set(dateOf(day), { date: dateOf(day), posts: [], slots: [] });
  }
  const dayAt = (at: Date) => days.get(localTime(at, timezone).date);
  for (const post of posts.slice(0, mostRows))
    dayAt(post.scheduled_time)?.posts.push(entryView(post));
  for (const { slot_at, ...slot } of slots.slice(0, mostRows)) {
    dayAt(slot_at)?.slots.push({ ...slot, slot_at: slot_at.toISOString() });
  }
  const is_complete = posts.length <= mostRows && slots.length <= mostRows;
  return { from, to, timezone, is_complete, days: [...days.values()] };
}

function entryView(row: CalendarEntry): CalendarPost {
  return {
    ...{ id: row.id, status: row.status, scheduled_time: row.scheduled_time.toISOString() },
    ...{ caption: [...row.caption].slice(0, captionLength).join(''), image: row.image },
    ...{ platforms: row.platforms, schedule_id: row.schedule_id },
  };
}

function refusal(parameter: string, code: string, detail: string) {
  return fail('validation_failed', undefined, [{ parameter, code, detail }]);
}
