// https://learn.microsoft.com/linkedin/shared/api-guide/concepts/error-handling, and for posts
// https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Explain } from '../http-failure';
import { secondsUntil } from '../http-failure';
import { explainOAuth } from '../oauth';

const failure = z.object({
  message: z.string(),
  errorDetails: z
    .object({ inputErrors: z.array(z.object({ code: z.string().optional() })).optional() })
    .optional(),
});

const application = { kind: 'later', scope: 'application' } as const;

/** Reads the words of an answer; null where the status says as much. */
export const explainLinkedin: Explain = (answer) => {
  const parsed = failure.safeParse(answer.body);
  if (!parsed.success) return explainOAuth(answer);
  const { message: detail, errorDetails } = parsed.data;
  const codes = (errorDetails?.inputErrors ?? []).map(({ code }) => code);
  if (codes.includes('DUPLICATE_POST') || /\bduplicate of urn:li:/.test(detail)) {
    return { kind: 'refused', code: 'duplicate_post', detail };
  }
  // "The requested version is not active": works again once a newer one is spoken.
  if (answer.status === 426) return { ...application, code: 'application_refused', detail };
  if (answer.status === 403) return { kind: 'disconnected', code: 'scope_missing', detail };
  if (answer.status !== 429) return { detail };
  // "Resource level throttle APPLICATION DAY limit for calls to this resource is reached."
  const scope = /application/i.test(detail) ? 'application' : 'account';
  const told = { kind: 'later', code: 'rate_limited', scope, detail } as const;
  if (answer.headers['retry-after'] !== undefined) return told;
  return { ...told, retry_after: untilMidnight(answer.headers) };
};

/** "Rate limits reset at midnight UTC every day." */
function untilMidnight(headers: IncomingHttpHeaders): number {
  const now = Date.parse(headers.date ?? '') || Date.now();
  const midnight = new Date(now).setUTCHours(24, 0, 0, 0);
  return secondsUntil(midnight, headers) ?? 3_600;
}
