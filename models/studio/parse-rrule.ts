// Recurrence rules as RFC 5545 (section 3.3.10) writes them. The times of day are a schedule's own, so the parts that
// would name hours are refused, as are the two that hardly anybody uses, days of the year and numbers of weeks.
import { dayOf } from './civil-day';
import type { Frequency, RecurrenceRule, RuleWeekday } from './recurrence';

/** Why a text is no rule, in a sentence. */
export class RuleFault extends Error {}

const frequencies: Record<string, Frequency> = {
  ...{ DAILY: 'daily', WEEKLY: 'weekly', MONTHLY: 'monthly', YEARLY: 'yearly' },
};
const weekdayNames = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const mostCount = 10_000;
const mostInterval = 1000;

type Part = (rule: RecurrenceRule, value: string) => void;

const parts: Record<string, Part> = {
  FREQ: (rule, value) => {
    const frequency = frequencies[value];
    if (!frequency) throw new RuleFault('FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY');
    rule.frequency = frequency;
  },
  INTERVAL: (rule, value) => void (rule.interval = whole('INTERVAL', value, 1, mostInterval)),
  COUNT: (rule, value) => void (rule.count = whole('COUNT', value, 1, mostCount)),
  UNTIL: (rule, value) => void (rule.until = lastDay(value)),
  BYDAY: (rule, value) => void (rule.weekdays = [...new Set(value.split(','))].map(weekday)),
  BYMONTHDAY: (rule, value) => void (rule.month_days = numbers('BYMONTHDAY', value, 31, true)),
  BYMONTH: (rule, value) => void (rule.months = numbers('BYMONTH', value, 12, false)),
  BYSETPOS: (rule, value) => void (rule.set_positions = numbers('BYSETPOS', value, 366, true)),
  WKST: (rule, value) => void (rule.week_start = named('WKST', value)),
};

/** A rule with nothing but its frequency. */
export function plainRule(frequency: Frequency): RecurrenceRule {
  return {
    ...{ frequency, interval: 1, weekdays: [], month_days: [], months: [], set_positions: [] },
    ...{ week_start: 0, count: null, until: null, missing_day: 'skipped' },
  };
}

/** @throws {RuleFault} when the text is no rule, or none that is taken */
export function parseRrule(text: string): RecurrenceRule {
  const rule = plainRule('daily');
  const seen = new Set<string>();
  for (const item of text
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .split(';')) {
    const [name = '', value = ''] = item.split('=', 2);
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (!part) throw new RuleFault(`${name || 'an empty part'} is not taken`);
    if (seen.has(name)) throw new RuleFault(`${name} stands there twice`);
    seen.add(name);
    part(rule, value);
  }
  if (!seen.has('FREQ')) throw new RuleFault('FREQ is missing');
  refuseMisfits(rule);
  return rule;
}

/** What RFC 5545 forbids together. */
function refuseMisfits(rule: RecurrenceRule): void {
  const { frequency, weekdays, month_days, set_positions, months, count, until } = rule;
  const numbered = weekdays.some(({ nth }) => nth !== null);
  const by = weekdays.length + month_days.length + months.length;
  if (count !== null && until !== null) throw new RuleFault('COUNT and UNTIL exclude each other');
  if (frequency === 'weekly' && month_days.length > 0) {
    throw new RuleFault('BYMONTHDAY does not go with FREQ=WEEKLY');
  }
  if (numbered && (frequency === 'daily' || frequency === 'weekly' || month_days.length > 0)) {
    throw new RuleFault('numbered weekdays go with FREQ=MONTHLY or YEARLY, without BYMONTHDAY');
  }
  if (set_positions.length > 0 && by === 0) {
    throw new RuleFault('BYSETPOS needs another BY part');
  }
}

function whole(name: string, value: string, min: number, max: number): number {
  const number = /^[+-]?\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new RuleFault(`${name} must be whole numbers from ${min} to ${max}`);
}

function numbers(name: string, value: string, max: number, negative: boolean): number[] {
  const all = value.split(',').map((item) => {
    const number = whole(name, item, negative ? -max : 1, max);
    if (number === 0) throw new RuleFault(`${name} cannot be 0`);
    return number;
  });
  return [...new Set(all)];
}

function weekday(text: string): RuleWeekday {
  const [, nth, name] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(text) ?? [];
  const day = named('BYDAY', name ?? text);
  if (nth === undefined) return { day, nth: null };
  const [number = 0] = numbers('BYDAY', nth, 53, true);
  return { day, nth: number };
}

function named(name: string, value: string): number {
  const day = weekdayNames.indexOf(value);
  if (day < 0) throw new RuleFault(`${name} must be of MO, TU, WE, TH, FR, SA, SU`);
  return day;
}

/** UNTIL is a date here: a schedule's days end, and the times of its last day all count. */
function lastDay(value: string): number {
  const [, year, month, date] = /^(\d{4})(\d{2})(\d{2})$/.exec(value) ?? [];
  const day = dayOf(`${year}-${month}-${date}`);
  const exists = Number.isInteger(day) && new Date(day * 86_400_000).getUTCDate() === Number(date);
  if (!exists) throw new RuleFault('UNTIL must be a date such as 20270131');
  return day;
}
