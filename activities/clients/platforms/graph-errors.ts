// What the failures of Meta's Graph API mean, for every platform that answers with them.
// Codes: https://developers.facebook.com/docs/graph-api/guides/error-handling
// Subcodes: https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes
// Limits: https://developers.facebook.com/docs/graph-api/overview/rate-limiting
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Explain } from './http-failure';
import type { PlatformErrorFacts } from './platform-error';

type Verdict = Partial<PlatformErrorFacts>;

const hour = 3_600;
const disconnected: Verdict = { kind: 'disconnected', code: 'account_disconnected' };
const unpermitted: Verdict = { kind: 'disconnected', code: 'scope_missing' };
const ofAccount: Verdict = { kind: 'later', code: 'rate_limited', scope: 'account' };
const ofApplication: Verdict = { kind: 'later', code: 'rate_limited', scope: 'application' };
const spam: Verdict = { kind: 'refused', code: 'refused_as_spam' };
const unfetched: Verdict = { kind: 'refused', code: 'media_not_public' };
/** Works again as soon as the settings are right. */
const misset: Verdict = { kind: 'later', code: 'application_refused', scope: 'application' };
const expired: Verdict = { kind: 'later', code: 'container_expired' };

const bySubcode: ReadonlyMap<number, Verdict> = new Map<number, Verdict>([
  [2207003, { kind: 'later', code: 'media_not_fetched' }],
  [2207004, { kind: 'refused', code: 'media_too_large' }],
  [2207005, { kind: 'refused', code: 'media_type' }],
  [2207006, expired],
  [2207008, expired],
  [2207009, { kind: 'refused', code: 'media_ratio' }],
  [2207010, { kind: 'refused', code: 'caption_too_long' }],
  [2207020, expired],
  [2207027, { kind: 'later', code: 'container_not_ready' }],
  [2207042, { ...ofAccount, code: 'quota_exhausted', retry_after: hour }],
  [2207050, { kind: 'refused', code: 'account_restricted' }],
  [2207051, spam],
  [2207052, unfetched],
]);

const byCode: ReadonlyMap<number, Verdict> = new Map<number, Verdict>([
  [3, unpermitted],
  [4, ofApplication],
  [9, { ...ofAccount, code: 'quota_exhausted', retry_after: hour }],
  [10, unpermitted],
  [17, ofAccount],
  [32, ofAccount],
  [101, misset],
  [102, disconnected],
  [190, disconnected],
  [341, ofApplication],
  // "Temporarily blocked for policies violations. Wait and retry the operation."
  [368, { kind: 'later', code: 'account_restricted', scope: 'account', retry_after: 6 * hour }],
  [506, { kind: 'refused', code: 'duplicate_post' }],
  [613, ofAccount],
  [9004, unfetched],
  [80001, ofAccount],
  [80002, ofAccount],
]);

/** "Possibly a temporary issue due to downtime; retry the operation." */
const temporary = new Set([-2, -1, 1, 2]);

const failure = z.object({
  error: z.object({
    code: z.number(),
    error_subcode: z.number().optional(),
    message: z.string().optional(),
    error_user_msg: z.string().optional(),
    is_transient: z.boolean().optional(),
  }),
});
type Failure = z.infer<typeof failure>['error'];

/** Reads the `error` of an answer; null where there is none. */
export const explainGraph: Explain = ({ body, headers, status }, irreversible) => {
  const parsed = failure.safeParse(body);
  if (!parsed.success) return null;
  const { error } = parsed.data;
  const verdict = verdictOn(error, irreversible, status);
  const detail = error.error_user_msg ?? error.message;
  const wait = verdict.code === 'rate_limited' ? regainSeconds(headers) : undefined;
  return { ...verdict, ...(detail && { detail }), ...(wait && { retry_after: wait }) };
};

function verdictOn(error: Failure, irreversible: boolean, status: number): Verdict {
  const { code, error_subcode: subcode } = error;
  const known = bySubcode.get(subcode ?? 0) ?? byCode.get(code);
  if (known) return known;
  if (code >= 200 && code <= 299) return unpermitted;
  // "Invalid appsecret_proof provided in the API argument"
  if (code === 100 && /appsecret_proof/.test(error.message ?? '')) return misset;
  // "Unsupported request. Object with ID does not exist, cannot be loaded due to missing permissions."
  if (code === 100 && subcode === 33) return { kind: 'refused', code: 'not_found' };
  if (error.is_transient || temporary.has(code) || status >= 500) {
    return { kind: irreversible ? 'unknown' : 'later', code: 'platform_unavailable' };
  }
  return { kind: 'refused', code: 'refused_by_platform' };
}

/** What the `status` of a media container that failed means: its words name a subcode. */
export function verdictOnContainer(status: string): Verdict & { kind: 'refused' | 'later' } {
  const verdict = bySubcode.get(Number(/\b22\d{5}\b/.exec(status)?.[0])) ?? {};
  return {
    code: 'media_refused',
    ...verdict,
    kind: verdict.kind === 'later' ? 'later' : 'refused',
  };
}

const usage = z.record(
  z.string(),
  z.array(z.object({ estimated_time_to_regain_access: z.number().optional() })),
);

/** Seconds until calls are taken again. The windows are of one hour and roll; the header says minutes where it says any. */
function regainSeconds(headers: IncomingHttpHeaders): number {
  const text = headers['x-business-use-case-usage'];
  const parsed = usage.safeParse(typeof text === 'string' ? jsonOf(text) : null);
  const entries = parsed.success ? Object.values(parsed.data).flat() : [];
  const minutes = entries.map((entry) => entry.estimated_time_to_regain_access ?? 0);
  return Math.max(0, ...minutes) * 60 || hour / 4;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
