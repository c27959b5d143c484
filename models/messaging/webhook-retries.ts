// When a delivery is tried again. The table is the example of Standard Webhooks 1.0.0, "Deliverability and reliability":
// at once, then 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h after the failure before; 75 h 35 min in all.
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** The pause after each failed attempt; after the last there is none. */
export const retryPauses: readonly number[] = [
  ...[5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour],
  ...[10 * hour, 14 * hour, 20 * hour, 24 * hour],
];

/** The share of a pause that chance may add, so that what failed together does not come back together. */
export const jitter = 0.1;

const longestWait = 24 * hour;

/** A failed attempt: how many there were, what the receiver asked for, and a number from 0 to 1 drawn for it. */
export interface FailedAttempt {
  failures: number;
  retry_after: string | null;
  at: Date;
  chance: number;
}

/**
 * The instant of the next attempt, or null after the last. A receiver's `Retry-After` is respected up to a day; it can
 * only make the pause longer.
 */
export function nextAttemptAt({ failures, retry_after, at, chance }: FailedAttempt): Date | null {
  const pause = retryPauses[failures - 1];
  if (pause === undefined) return null;
  const asked = Math.min(longestWait, askedPause(retry_after, at));
  return new Date(at.getTime() + Math.max(asked, Math.round(pause * (1 + jitter * chance))));
}

/** `Retry-After` (RFC 9110 section 10.2.3) in milliseconds: seconds or an HTTP date; 0 for anything else. */
function askedPause(header: string | null, at: Date): number {
  if (header === null) return 0;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * second;
  const instant = Date.parse(header);
  return Number.isNaN(instant) ? 0 : Math.max(0, instant - at.getTime());
}
