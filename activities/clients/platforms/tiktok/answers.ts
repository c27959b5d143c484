// https://developers.tiktok.com/doc/tiktok-api-v2-error-handling and the tables of errors below each call; of tokens:
// https://developers.tiktok.com/doc/oauth-error-handling
import { z } from 'zod';
import type { Explain, PlatformAnswer } from '../http-failure';
import { explainOAuth } from '../oauth';
import type { PlatformErrorFacts } from '../platform-error';

type Verdict = Partial<PlatformErrorFacts>;

const minute = 60;
const hour = 60 * minute;

const disconnected: Verdict = { kind: 'disconnected', code: 'account_disconnected' };
const unpermitted: Verdict = { kind: 'disconnected', code: 'scope_missing' };
const banned: Verdict = { kind: 'refused', code: 'account_restricted' };
const spam: Verdict = { kind: 'refused', code: 'refused_as_spam' };

const byCode: Readonly<Record<string, Verdict>> = {
  access_token_invalid: disconnected,
  scope_not_authorized: unpermitted,
  scope_permission_missed: unpermitted,
  // Six posts a minute and account; the answer does not say when.
  rate_limit_exceeded: { kind: 'later', code: 'rate_limited', retry_after: minute },
  // "The daily post cap from the API is reached for the current user."
  spam_risk_too_many_posts: { kind: 'later', code: 'quota_exhausted', retry_after: 6 * hour },
  spam_risk_user_banned_from_posting: banned,
  spam_risk: spam,
  spam_risk_text: spam,
  // "The daily quota for active publishing users from your client is reached."
  reached_active_user_cap: {
    ...{ kind: 'later', code: 'quota_exhausted' },
    ...{ scope: 'application', retry_after: 6 * hour },
  },
  url_ownership_unverified: { kind: 'refused', code: 'media_not_public' },
  privacy_level_option_mismatch: { kind: 'refused', code: 'option_refused' },
  // Clients that were not audited post to private accounts only.
  unaudited_client_can_only_post_to_private_accounts: { kind: 'refused', code: 'option_refused' },
};

const failure = z.object({ error: z.object({ code: z.string(), message: z.string().optional() }) });
const tokenFailure = z.object({ error: z.string().min(1) });

/** Failures come with a status of success, too: of tokens, and where a creator's posts of the day are used up. */
export function isFailure({ body }: PlatformAnswer<unknown>): boolean {
  const told = failure.safeParse(body).data?.error.code ?? tokenFailure.safeParse(body).data?.error;
  return told !== undefined && told !== 'ok';
}

/** Reads the `error` of an answer; null where the status says as much. */
export const explainTiktok: Explain = (answer, irreversible) => {
  const parsed = failure.safeParse(answer.body);
  if (!parsed.success) return explainOAuth(answer);
  const { code, message } = parsed.data.error;
  const detail = message ? `${code}: ${message}` : code;
  if (code !== 'internal_error') return { ...byCode[code], detail };
  return { kind: irreversible ? 'unknown' : 'later', code: 'platform_unavailable', detail };
};

// https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status ("Fail reasons")
const byReason: Readonly<Record<string, Verdict & Pick<PlatformErrorFacts, 'kind' | 'code'>>> = {
  file_format_check_failed: { kind: 'refused', code: 'media_type' },
  picture_size_check_failed: { kind: 'refused', code: 'media_size' },
  photo_pull_failed: { kind: 'refused', code: 'media_not_public' },
  auth_removed: { kind: 'disconnected', code: 'account_disconnected' },
  internal: { kind: 'later', code: 'platform_unavailable', retry_after: 5 * minute },
  spam_risk_too_many_posts: {
    ...{ kind: 'later', code: 'quota_exhausted' },
    ...{ retry_after: 6 * hour, scope: 'account' },
  },
  spam_risk_user_banned_from_posting: { kind: 'refused', code: 'account_restricted' },
  spam_risk: { kind: 'refused', code: 'refused_as_spam' },
  spam_risk_text: { kind: 'refused', code: 'refused_as_spam' },
};

/** What it means that publishing ended for this reason. */
export function factsOfReason(reason: string): PlatformErrorFacts {
  const known = byReason[reason] ?? { kind: 'refused' as const, code: 'refused_by_platform' };
  return { ...known, status: 200, detail: `Publishing failed: ${reason || 'no reason given'}.` };
}
