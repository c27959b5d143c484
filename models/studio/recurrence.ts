// Which days a rule names: the recurrence of RFC 5545 (section 3.3.10) over civil dates. Clocks and zones come later, so
// that no change of a clock moves, doubles or drops a day.
import { firstOf, monthDayOf, monthOf, weekdayOf } from './civil-day';

export type Frequency = 'daily' | 'weekly' | 'monthly' | 'yearly';

/** A weekday, Monday being 0; with `nth`, only that one of the month or year, counted from its end when negative. */
export interface RuleWeekday {
  day: number;
  nth: number | null;
}

export interface RecurrenceRule {
  frequency: Frequency;
  interval: number;
  weekdays: RuleWeekday[];
  /** 1 to 31, or -1 to -31 from the end of the month. */
  month_days: number[];
  /** 1 to 12. */
  months: number[];
  set_positions: number[];
  /** The weekday that a week begins with, Monday being 0. */
  week_start: number;
  count: number | null;
  /** The last day. */
  until: number | null;
  /** What a day that a month lacks becomes: nothing, as in RFC 5545, or the month's last (SKIP=BACKWARD of RFC 7529). */
  missing_day: 'skipped' | 'last';
}

/** The days of a rule that begins on `start`, from one day to another, both included, in order. */
export function daysBetween(
  rule: RecurrenceRule,
  start: number,
  { from, to }: { from: number; to: number },
): number[] {
  const days: number[] = [];
  const last = Math.min(to, rule.until ?? to);
  let left = rule.count ?? Number.POSITIVE_INFINITY;
  // What is counted is counted from the first.
  let turn = rule.count === null ? turnBefore(rule, start, from) : 0;
  for (; left > 0 && periodOf(rule, start, turn) <= last; turn += 1) {
    for (const day of daysOfTurn(rule, start, turn)) {
      if (day < start || day > last || left === 0) continue;
      left -= 1;
      if (day >= from) days.push(day);
    }
  }
  return days;
}

/** The first day of the period that the rule looks at in its nth turn. */
function periodOf(rule: RecurrenceRule, start: number, turn: number): number {
  const step = turn * rule.interval;
  switch (rule.frequency) {
    case 'daily':
      return start + step;
    case 'weekly':
      return start - ((weekdayOf(start) - rule.week_start + 7) % 7) + 7 * step;
    case 'monthly':
      return firstOf(monthOf(start) + step);
    case 'yearly':
      return firstOf((Math.floor(monthOf(start) / 12) + step) * 12);
  }
}

/** A turn whose period ends before a day, not long before. */
function turnBefore({ frequency, interval }: RecurrenceRule, start: number, day: number): number {
  const longest = { daily: 1, weekly: 7, monthly: 31, yearly: 366 }[frequency];
  return Math.max(0, Math.floor((day - start) / longest / interval) - 1);
}

function daysOfTurn(rule: RecurrenceRule, start: number, turn: number): number[] {
  const first = periodOf(rule, start, turn);
  const days = [...new Set(daysOfPeriod(rule, start, first))].sort((a, b) => a - b);
  if (rule.set_positions.length === 0) return days;
  const at = (position: number) => days.at(position > 0 ? position - 1 : position);
  const chosen = new Set(rule.set_positions.map(at));
  return days.filter((day) => chosen.has(day));
}

function daysOfPeriod(rule: RecurrenceRule, start: number, first: number): number[] {
  const { frequency, months, month_days, weekdays } = rule;
  if (frequency === 'yearly') return daysOfYear(rule, start, monthOf(first));
  if (frequency === 'monthly') {
    return isMonth(rule, monthOf(first)) ? daysOfMonth(rule, start, monthOf(first)) : [];
  }
  const usual = frequency === 'weekly' ? [{ day: weekdayOf(start), nth: null }] : [];
  const wanted = weekdays.length > 0 ? weekdays : usual;
  return span(first, frequency === 'weekly' ? 7 : 1).filter(
    (day) =>
      (months.length === 0 || isMonth(rule, monthOf(day))) &&
      (wanted.length === 0 || wanted.some((weekday) => weekday.day === weekdayOf(day))) &&
      (month_days.length === 0 || daysNumbered(rule, monthOf(day), month_days).includes(day)),
  );
}

function daysOfYear(rule: RecurrenceRule, start: number, january: number): number[] {
  const all = span(january, 12);
  if (rule.months.length > 0) {
    const months = all.filter((month) => isMonth(rule, month));
    return months.flatMap((month) => daysOfMonth(rule, start, month));
  }
  if (rule.month_days.length > 0) return all.flatMap((month) => daysOfMonth(rule, start, month));
  const days = span(firstOf(january), firstOf(january + 12) - firstOf(january));
  if (rule.weekdays.length > 0) return daysNamed(rule.weekdays, days);
  return daysNumbered(rule, january + (monthOf(start) % 12), [monthDayOf(start)]);
}

function daysOfMonth(rule: RecurrenceRule, start: number, month: number): number[] {
  const { month_days, weekdays } = rule;
  const named = daysNamed(weekdays, span(firstOf(month), lengthOf(month)));
  if (month_days.length === 0 && weekdays.length > 0) return named;
  const numbers = month_days.length > 0 ? month_days : [monthDayOf(start)];
  const numbered = daysNumbered(rule, month, numbers);
  return weekdays.length > 0 ? numbered.filter((day) => named.includes(day)) : numbered;
}

/** The days of a month that have these numbers. */
function daysNumbered({ missing_day }: RecurrenceRule, month: number, numbers: number[]): number[] {
  const [first, length] = [firstOf(month), lengthOf(month)];
  return numbers.flatMap((number) => {
    const asked = number > 0 ? number : length + 1 + number;
    const given = missing_day === 'last' ? Math.min(asked, length) : asked;
    return given >= 1 && given <= length ? [first + given - 1] : [];
  });
}

/** Those of a row of days that have these weekdays. */
function daysNamed(weekdays: RuleWeekday[], days: number[]): number[] {
  return weekdays.flatMap(({ day: weekday, nth }) => {
    const same = days.filter((day) => weekdayOf(day) === weekday);
    if (nth === null) return same;
    const one = same.at(nth > 0 ? nth - 1 : nth);
    return one === undefined ? [] : [one];
  });
}

function isMonth({ months }: RecurrenceRule, month: number): boolean {
  return months.length === 0 || months.includes((month % 12) + 1);
}

function lengthOf(month: number): number {
  return firstOf(month + 1) - firstOf(month);
}

function span(first: number, length: number): number[] {
  return Array.from({ length }, (_, index) => first + index);
}
