import type { Review } from './review';

type Timing = Pick<
  Review,
  'due_at' | 'escalate_at' | 'escalated_at' | 'remind_after' | 'reminders_sent' | 'opened_at'
>;

/** The instants at which to remind, in order. */
export function reminderTimes({ remind_after, opened_at }: Timing): Date[] {
  const seconds = [...remind_after].sort((a, b) => a - b);
  return seconds.map((after) => new Date(opened_at.getTime() + after * 1000));
}

/** The next reminder, escalation or expiry; null when time has nothing left to bring. */
export function nextInstant(review: Timing): Date | null {
  const waiting = [
    reminderTimes(review)[review.reminders_sent],
    review.escalated_at ? null : review.escalate_at,
    review.due_at,
  ];
  const times = waiting.flatMap((at) => (at ? [at.getTime()] : []));
  return times.length === 0 ? null : new Date(Math.min(...times));
}
