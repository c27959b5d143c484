// How old an attempt is, where its post is looked for among others.
import type { AskedAttempt, Verdict } from './platform';

type Attempt = Omit<AskedAttempt, 'container'>;

/** So far may the platform's clock and ours be apart. */
const skewMs = 120_000;

/** Since when, by the platform's clock, a post may be the one of this attempt, or of one that it repeats. */
export function earliestOf({ started_at, first_at = started_at }: Attempt): Date {
  return new Date(first_at.getTime() - skewMs);
}

/** Whether an attempt began so many seconds ago: until then a call that was cut off may be at work, or its post not be listed. */
export function isSettled({ started_at, now }: Attempt, seconds: number): boolean {
  return now.getTime() - started_at.getTime() >= seconds * 1000;
}

/** What there is to say of an attempt whose post is not to be seen. */
export function verdictOnUnseen(
  attempt: Attempt,
  { settledSeconds, askAgainSeconds }: { settledSeconds: number; askAgainSeconds: number },
): Verdict {
  if (isSettled(attempt, settledSeconds)) return { state: 'absent' };
  return { state: 'unknown', ask_again_in: askAgainSeconds };
}
