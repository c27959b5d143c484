// How long a mail waits for its next attempt, and when it is given up.
import type { Mail } from './mail';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** After the first, second, ... refusal for now; the last one again and again. RFC 5321 asks for half an hour by then. */
const refusalWaits = [minute, 5 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 4 * hour];

/** How long a server that is away or says "later" is believed. */
const patience = 24 * hour;

/** After the first, second, ... outcome that nobody knows. */
const unknownWaits = [5 * second, 20 * second, minute, 5 * minute, 30 * minute];

/** When to try again after a refusal for now; null when it has been refused for too long. */
export function afterRefusal(
  mail: Pick<Mail, 'attempts' | 'unknown_attempts' | 'give_up_at'>,
  now: Date,
): Date | null {
  const refusals = Math.max(1, mail.attempts - mail.unknown_attempts);
  const wait = refusalWaits[Math.min(refusals, refusalWaits.length) - 1] ?? minute;
  const next = new Date(now.getTime() + wait);
  return mail.give_up_at && next > mail.give_up_at ? null : next;
}

/**
 * When to send again although it may have arrived: a mail that is lost is worse than one that comes twice, and its
 * Message-ID lets mail programs tell. Null when that was done often enough.
 */
export function afterUnknown(unknownAttempts: number, now: Date): Date | null {
  const wait = unknownWaits[unknownAttempts - 1];
  return wait === undefined ? null : new Date(now.getTime() + wait);
}

/** When refusals of a mail that is tried first at `now` are believed no more. */
export function givenUpAt(now: Date): Date {
  return new Date(now.getTime() + patience);
}
