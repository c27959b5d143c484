// How long publishing waits for what.
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** A call that publishes is given up after this long: nobody knows then what became of it. */
export const callLimitMs = 30 * second;

/** How much of that is left, in milliseconds. */
export function callTimeLeft(startedAt: Date, now: Date): number {
  return startedAt.getTime() + callLimitMs - now.getTime();
}

/** What was prepared longer ago is prepared anew before it is published: platforms keep it for a while only. */
export const preparedForMs = 30 * minute;

/** A platform's word that a post is absent counts only when a call that is still on its way must have arrived. */
export const absentAfterMs = 2 * callLimitMs;

/** How long platforms are asked what became of an attempt before a person has to look. */
export const doubtMs = 2 * hour;

/** How late a post may go live, in milliseconds after it was due. What is later surprises more than it helps. */
export const patienceMs = 24 * hour;

/** So long is waited for an answer to what became of an attempt; the platform is asked again later. */
export const answerLimitMs = 45 * second;

const verifyPauses = [3, 5, 10, 20, 30, 60, 120].map((seconds) => seconds * second);

/** How long to wait before a platform is asked again, after so many times. */
export function verifyPause(checks: number): number {
  return verifyPauses[checks] ?? 5 * minute;
}

const longestPauseMs = 15 * minute;

/** How long to wait before something is tried again, after so many times, unless the platform said how long. */
export function retryPause(attempts: number, saidSeconds = 0): number {
  const usual = Math.min(5 * second * 2 ** Math.min(attempts, 10), longestPauseMs);
  return Math.max(usual, saidSeconds * second);
}

/** How long to wait before preparing is tried again: as long as it is late already, so that pauses double. */
export function preparePause(lateMs: number, saidSeconds = 0): number {
  const usual = Math.min(Math.max(lateMs, 5 * second), longestPauseMs);
  return Math.max(usual, saidSeconds * second);
}

/** An account that waits for its owner is looked at this often; it is told at once when it is connected again. */
export const reconnectPauseMs = hour;
