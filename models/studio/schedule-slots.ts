// When a schedule is due: first the civil days of its rule, then the times that clocks in its zone show on them. A time
// that a clock skips is due when the skipped hour ends, one that it shows twice the first time (RFC 5545 section 3.3.5
// reads a skipped time by the offset before, which would be late by the hour; the end of the gap is the next that exists).
import { instantOf, localTime } from '../../foundation/local-time';
import { dateOf, dayOf } from './civil-day';
import { daysBetween, type RecurrenceRule } from './recurrence';

/** Days without slots, both ends included. */
export interface Blackout {
  from: string;
  to: string;
}

/** All that decides when a schedule is due. */
export interface SlotPlan {
  rule: RecurrenceRule;
  /** HH:MM, as clocks in the zone show it. */
  times: string[];
  timezone: string;
  starts_on: string;
  ends_on: string | null;
  blackouts: Blackout[];
}

/** How far ahead a schedule has to have a slot: longer than any leap day waits for the next. */
const horizonDays = 3660;

const dayMs = 86_400_000;

/** The slots after one instant, up to another, in order. */
export function slotsBetween(plan: SlotPlan, after: Date, to: Date): Date[] {
  // A day at either end more than clocks can be apart.
  const [from, last] = [localDay(after, plan) - 1, localDay(to, plan) + 1];
  const end = plan.ends_on === null ? last : Math.min(last, dayOf(plan.ends_on));
  const days = daysBetween(plan.rule, dayOf(plan.starts_on), { from, to: end });
  const open = days.map(dateOf).filter((date) => !plan.blackouts.some((out) => covers(out, date)));
  const instants = open.flatMap((date) => plan.times.map((time) => slotAt(date, time, plan)));
  // Two times that a clock skips together are one.
  return [...new Set(instants)]
    .filter((at) => at > after.getTime() && at <= to.getTime())
    .sort((a, b) => a - b)
    .map((at) => new Date(at));
}

/** The first slots after an instant, looking ahead as far as the horizon. */
export function slotsAfter(plan: SlotPlan, after: Date, limit: number): Date[] {
  const found: Date[] = [];
  const start = Math.max(after.getTime(), (dayOf(plan.starts_on) - 2) * dayMs);
  const end = start + horizonDays * dayMs;
  let [from, days] = [start, 7];
  while (found.length < limit && from < end) {
    const to = Math.min(from + days * dayMs, end);
    found.push(...slotsBetween(plan, new Date(Math.max(from, after.getTime())), new Date(to)));
    [from, days] = [to, days * 4];
  }
  return found.slice(0, limit);
}

/** The first slot after an instant; null when there will be none. */
export function nextSlotAfter(plan: SlotPlan, after: Date): Date | null {
  return slotsAfter(plan, after, 1)[0] ?? null;
}

function localDay(at: Date, { timezone }: SlotPlan): number {
  return dayOf(localTime(at, timezone).date);
}

function covers({ from, to }: Blackout, date: string): boolean {
  return from <= date && date <= to;
}

function slotAt(date: string, time: string, { timezone }: SlotPlan): number {
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  return instantOf({ date, minutes }, timezone).getTime();
}
