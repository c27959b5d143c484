// Wall clocks: what a clock in a zone shows at an instant, when it shows a time, when a daily window ends, and when
// something daily is due. Pure arithmetic over the zone data of Intl, right across changes of the clock.

const minuteMs = 60_000;
const dayMs = 86_400_000;
const minutesPerDay = 1440;

/** A date (YYYY-MM-DD) and minutes after midnight, as a clock shows them. */
export interface LocalTime {
  date: string;
  minutes: number;
}

/** A part of every day, in minutes after midnight, its end excluded; may pass midnight. Empty when both are equal. */
export interface DailyWindow {
  from: number;
  to: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
    formats.set(zone, format);
  }
  return format;
}

/** Whether a text names a zone of the IANA database; bare offsets are none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** How far the clock is ahead of UTC, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  const shown: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** What a clock in the zone shows at an instant. */
export function localTime(at: Date, zone: string): LocalTime {
  const shown = new Date(at.getTime() + offsetAt(at.getTime(), zone));
  const minutes = shown.getUTCHours() * 60 + shown.getUTCMinutes();
  return { date: shown.toISOString().slice(0, 10), minutes };
}

/**
 * When a clock in the zone shows a time: the first instant where it shows it twice, the end of the gap where the clock
 * skips it.
 */
export function instantOf({ date, minutes }: LocalTime, zone: string): Date {
  const shown = Date.parse(`${date}T00:00:00Z`) + minutes * minuteMs;
  const offsets = [offsetAt(shown - dayMs, zone), offsetAt(shown + dayMs, zone)];
  const [first = 0, last = 0] = offsets.map((offset) => shown - offset).sort((a, b) => a - b);
  for (const at of [first, last]) {
    if (at + offsetAt(at, zone) === shown) return new Date(at);
  }
  return new Date(changeBetween(first, last, zone));
}

/** The instant after `before`, and not after `after`, at which the offset becomes that of `after`. */
function changeBetween(before: number, after: number, zone: string): number {
  const changed = offsetAt(after, zone);
  let [low, high] = [Math.floor(before / 1000), Math.ceil(after / 1000)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * 1000, zone) === changed) high = middle;
    else low = middle;
  }
  return high * 1000;
}

function isWithin(minutes: number, { from, to }: DailyWindow): boolean {
  if (from <= to) return from <= minutes && minutes < to;
  return minutes >= from || minutes < to;
}

/** The first instant from `at` on at which no clock in the zone shows a time of the window: `at` itself outside of it. */
export function firstOutside(at: Date, window: DailyWindow | null, zone: string): Date {
  if (!window) return at;
  let time = at.getTime();
  for (;;) {
    const { minutes } = localTime(new Date(time), zone);
    if (!isWithin(minutes, window)) return new Date(time);
    const left = (window.to - minutes + minutesPerDay) % minutesPerDay;
    const end = Math.floor(time / minuteMs) * minuteMs + left * minuteMs;
    const steady = offsetAt(end, zone) === offsetAt(time, zone);
    time = steady ? end : changeBetween(time, end, zone);
  }
}

/** Something of every day: the hour at which it is due, unless that lies in a window; then it waits for its end. */
export interface DailyPlan {
  hour: number;
  window: DailyWindow | null;
  zone: string;
}

/** One day's turn: the day that it is for, and when it is due. */
export interface DailySlot {
  on: string;
  at: Date;
}

/** The turn of a day. */
export function slotOf(on: string, { hour, window, zone }: DailyPlan): DailySlot {
  return { on, at: firstOutside(instantOf({ date: on, minutes: hour * 60 }, zone), window, zone) };
}

/** The first turn that is due after an instant, of a day after `last`. */
export function nextSlot(after: Date, last: string | null, plan: DailyPlan): DailySlot {
  const yesterday = shiftDate(localTime(after, plan.zone).date, -1);
  let slot = slotOf(last !== null && last >= yesterday ? shiftDate(last, 1) : yesterday, plan);
  while (slot.at <= after) slot = slotOf(shiftDate(slot.on, 1), plan);
  return slot;
}

/** The newest turn that is due at an instant. */
export function newestSlot(at: Date, plan: DailyPlan): DailySlot {
  let slot = slotOf(localTime(at, plan.zone).date, plan);
  while (slot.at > at) slot = slotOf(shiftDate(slot.on, -1), plan);
  return slot;
}

function shiftDate(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}
