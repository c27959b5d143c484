// What the answer of a platform says of a failure: by its status, and by the platform's own words where it has some.
import type { IncomingHttpHeaders } from 'node:http';
import type { PlatformCall } from './http';
import { secretsIn, secretsOf } from './http-body';
import { PlatformError, type PlatformErrorFacts } from './platform-error';

export interface PlatformAnswer<T> {
  status: number;
  headers: IncomingHttpHeaders;
  /** JSON, or text where it is none; null when there is none. */
  body: T;
}

/** What a platform's own words for a failure mean, as far as they say more than the status. */
export type Explain = (
  answer: PlatformAnswer<unknown>,
  irreversible: boolean,
) => Partial<PlatformErrorFacts> | null;

/** Hides what is secret, wherever a text repeats it. */
export type Redact = (text: string) => string;

const detailLength = 300;
/** Nothing that a platform asks for is waited for longer, nor an answer of `retry-after: 0` taken at its word. */
const waits = { min: 1, max: 24 * 60 * 60 };

/** Whether the status says that it worked. */
export function isSuccess({ status }: PlatformAnswer<unknown>): boolean {
  return status >= 200 && status < 300;
}

/** What went wrong, by an answer of failure. */
export function failureOf(
  answer: PlatformAnswer<unknown>,
  irreversible: boolean,
  explain: Explain | undefined,
  redact: Redact,
): PlatformErrorFacts {
  const told = explain?.(answer, irreversible) ?? {};
  const wait = told.retry_after ?? retryAfterOf(answer);
  const { kind, code } = { ...verdictOn(answer.status, irreversible), ...told };
  const detail = redact(told.detail ?? wordsOf(answer.body)).slice(0, detailLength);
  return {
    ...{ kind, code, status: answer.status, detail: detail || `status ${answer.status}` },
    ...(wait !== null && { retry_after: wait }),
    ...(kind === 'later' && wait !== null && { scope: told.scope ?? 'account' }),
  };
}

function verdictOn(
  status: number,
  irreversible: boolean,
): Pick<PlatformErrorFacts, 'kind' | 'code'> {
  if (status === 401) return { kind: 'disconnected', code: 'account_disconnected' };
  if (status === 429) return { kind: 'later', code: 'rate_limited' };
  // Who fails after publishing also answers so: what was asked for may have happened.
  if (status >= 500 || status === 408) {
    return { kind: irreversible ? 'unknown' : 'later', code: 'platform_unavailable' };
  }
  if (status === 404 || status === 410) return { kind: 'refused', code: 'not_found' };
  if (status === 413) return { kind: 'refused', code: 'media_too_large' };
  return { kind: 'refused', code: 'refused_by_platform' };
}

/** Seconds that `Retry-After` asks for (RFC 9110, 10.2.3), in either of its forms; null without it. */
export function retryAfterOf({ headers }: PlatformAnswer<unknown>): number | null {
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d+$/.test(text)) return boundedWait(Number(text));
  return secondsUntil(Date.parse(text), headers);
}

/** Seconds from the answer, by its own clock, until an instant in milliseconds; null for no instant. */
export function secondsUntil(instant: number, headers: IncomingHttpHeaders): number | null {
  if (Number.isNaN(instant)) return null;
  const answered = Date.parse(headers.date ?? '');
  const from = Number.isNaN(answered) ? Date.now() : answered;
  return boundedWait(Math.ceil((instant - from) / 1000));
}

function boundedWait(seconds: number): number {
  return Math.min(Math.max(seconds, waits.min), waits.max);
}

/** The words that answers of failure carry in one of their usual places; nothing of pages made for browsers. */
function wordsOf(body: unknown): string {
  if (typeof body === 'string') return /<(!doctype|html|body)\b/i.test(body) ? '' : body.trim();
  if (typeof body !== 'object' || body === null) return '';
  for (const name of [
    'error_description',
    'error_message',
    'detail',
    'message',
    'title',
    'error',
  ]) {
    const value = (body as Record<string, unknown>)[name];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'object' && value !== null) return wordsOf(value);
  }
  return '';
}

/** Hides the secrets of one call, and what looks like a token. */
export function redactedBy(call: PlatformCall<unknown>, url: URL): Redact {
  const authorization = call.headers?.['authorization']?.split(' ').at(-1);
  const secrets = [
    ...[call.token, authorization],
    ...secretsIn(call.body),
    ...secretsOf([...url.searchParams]),
  ].filter((secret) => secret !== undefined && secret.length >= 4) as string[];
  return (text) => {
    const hidden = secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
    return hidden.replaceAll(/\b(bearer\s+|access_token["=:\s]+)[\w.~+/-]{8,}=*/gi, '$1***');
  };
}

/** The answer; null where the platform says that there is no such thing, or no more. */
export function unlessMissing<T>(answer: Promise<T>): Promise<T | null> {
  return unless('not_found', answer);
}

/** The answer; null where this account may not ask that. */
export function unlessUnpermitted<T>(answer: Promise<T>): Promise<T | null> {
  return unless('scope_missing', answer);
}

async function unless<T>(code: string, answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof PlatformError && error.facts.code === code) return null;
    throw error;
  }
}
