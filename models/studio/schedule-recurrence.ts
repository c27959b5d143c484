import { dateOf, dayOf } from './civil-day';
import { parseRrule, plainRule, RuleFault } from './parse-rrule';
import type { PostingSchedule } from './posting-schedule';
import type { RecurrenceRule } from './recurrence';
import type { SlotPlan } from './schedule-slots';

const weekdays = [
  ...(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const),
];

/** Which days, in plain words or as a rule of RFC 5545. */
export interface ScheduleRecurrence {
  frequency?: 'daily' | 'weekly' | 'monthly';
  interval?: number;
  weekdays?: (typeof weekdays)[number][];
  /** 1 to 31, or -1 for the last; in shorter months the last day stands for those that they lack. */
  month_days?: number[];
  rrule?: string;
}

/** @throws {RuleFault} when the words go together in no way */
function ruleOf(recurrence: ScheduleRecurrence): RecurrenceRule {
  const { rrule, frequency, interval = 1, ...days } = recurrence;
  if (rrule !== undefined) {
    if (Object.keys(recurrence).length > 1) throw new RuleFault('rrule stands alone');
    return parseRrule(rrule);
  }
  if (!frequency) throw new RuleFault('either frequency or rrule is needed');
  if (days.weekdays && frequency !== 'weekly') throw new RuleFault('weekdays go with weekly');
  if (days.month_days && frequency !== 'monthly') throw new RuleFault('month_days go with monthly');
  if (days.month_days?.includes(0)) throw new RuleFault('month_days cannot be 0');
  return {
    ...{ ...plainRule(frequency), interval, missing_day: 'last' },
    weekdays: (days.weekdays ?? []).map((name) => ({ day: weekdays.indexOf(name), nth: null })),
    month_days: days.month_days ?? [],
  };
}

/** When a schedule is due. */
export function planOf(
  schedule: Pick<
    PostingSchedule,
    'recurrence' | 'times' | 'timezone' | 'starts_on' | 'ends_on' | 'blackouts'
  >,
): SlotPlan {
  const { recurrence, times, timezone, starts_on, ends_on, blackouts } = schedule;
  return { rule: ruleOf(recurrence), times, timezone, starts_on, ends_on, blackouts };
}

/** Whether a text that looks like a date is one. */
export function isDate(date: string): boolean {
  const day = dayOf(date);
  return Number.isInteger(day) && dateOf(day) === date;
}
