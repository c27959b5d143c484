// What a failed call of a provider means: whether it can have been charged, and whether it is worth another try.
import { type CallOutcome, failed } from './provider';

/** What of an answer of failure counts. */
export interface FailedAnswer {
  status: number;
  /** The provider's own word for it, where it has one. */
  code: string | null;
  retryAfter: string | null;
}

// https://platform.openai.com/docs/guides/error-codes and /guides/image-generation
const moderation = ['moderation_blocked', 'content_policy_violation', 'content_filter'];
const nothingLeft = ['insufficient_quota', 'billing_hard_limit_reached'];

/** Answers of what stands in front of a provider: it may be at work behind it all the same. */
const ofTheGateway = [408, 499, 502, 504, 520, 521, 522, 523, 524];

/** What an answer of failure means. A provider that answers with an error of its own has made nothing. */
export function outcomeOfAnswer({ status, code, retryAfter }: FailedAnswer): CallOutcome {
  if (code !== null && moderation.includes(code)) return failed('prompt_refused');
  if (code !== null && nothingLeft.includes(code)) return failed('provider_limited');
  if (status === 401 || status === 403) return failed('provider_unauthorized');
  if (ofTheGateway.includes(status)) return { kind: 'unknown' };
  const retry_after = secondsOf(retryAfter);
  if (status === 429) return failed('provider_limited', { again: true, retry_after });
  if (status >= 500) return failed('provider_unavailable', { again: true, retry_after });
  return failed('provider_refused');
}

/** Errors of connections that never stood: nothing was sent. */
const neverSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** What an error of a connection means. */
export function outcomeOfError(error: unknown): CallOutcome {
  const unsent = unsentCode(error) !== null;
  return unsent ? failed('provider_unavailable', { again: true }) : { kind: 'unknown' };
}

/** The code of an error of a connection that never stood; null when something may have been sent. */
export function unsentCode(error: unknown): string | null {
  for (const cause of causesOf(error)) {
    const { code, syscall } = cause as { code?: unknown; syscall?: unknown };
    if (typeof code !== 'string') continue;
    if (neverSent.test(code) || (code === 'ETIMEDOUT' && syscall === 'connect')) return code;
  }
  return null;
}

/** An error and what it was caused by; several addresses of a host fail together. */
function causesOf(error: unknown): object[] {
  if (typeof error !== 'object' || error === null) return [];
  const { cause, errors } = error as { cause?: unknown; errors?: unknown };
  const together: unknown[] = Array.isArray(errors) ? errors : [];
  return [error, ...[cause, ...together].flatMap(causesOf)];
}

function secondsOf(text: string | null): number | null {
  if (text === null) return null;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text));
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : Math.max(0, Math.ceil((instant - Date.now()) / 1000));
}
