// The platform of who has no keys yet: it answers as others do, and publishes nowhere. A post's id is made from the name
// of its record, so that the same attempt is the same post however often it is made.
import { createHash } from 'node:crypto';
import type { LivePost, PasswordConnection, Platform, PreparedPost } from '../platform';
import { PlatformError, type PlatformErrorFacts } from '../platform-error';
import { dryRunRules, type rehearsals } from './rules';

const checkAgainSeconds = 60;

const failures: Record<(typeof rehearsals)[number], Omit<PlatformErrorFacts, 'detail'>> = {
  refused: { kind: 'refused', code: 'refused_by_platform', status: 422 },
  rate_limited: {
    ...{ kind: 'later', code: 'rate_limited', status: 429 },
    ...{ retry_after: checkAgainSeconds, scope: 'account' },
  },
  disconnected: { kind: 'disconnected', code: 'account_disconnected', status: 401 },
  unknown: { kind: 'unknown', code: 'platform_unavailable', status: 503 },
};

/** Anybody is who they say they are: there is nothing behind the account. */
const connection: PasswordConnection = {
  kind: 'password',
  configured: true,
  open: async ({ identifier }) => [
    {
      external_id: nameOf(identifier),
      username: identifier,
      display_name: identifier,
      server_url: null,
      details: {},
      tokens: { access_token: 'dry-run', refresh_token: null, expires_in: null, scopes: [] },
    },
  ],
};

/** The platform that publishes nowhere. */
export function createDryRun(): Platform {
  return {
    name: 'dry-run',
    title: 'Dry run',
    rules: dryRunRules,
    connection,
    preflight: async () => [],
    prepare: async (_session, { media }) => ({
      container: { media: media.map(({ sha256 }) => sha256) },
      ask_again_in: null,
    }),
    finalize: async (_session, post) => {
      rehearse(post);
      return livePost(post);
    },
    verify: async (_session, post) => ({ state: 'live', ...livePost(post) }),
    remove: async () => undefined,
    // Nobody sees it, so nobody likes it.
    measure: async () => ({ likes: 0, comments: 0, shares: 0, reach: 0, impressions: 0 }),
    refresh: null,
  };
}

function rehearse({ options }: PreparedPost): void {
  const wanted = options['rehearse'];
  if (typeof wanted !== 'string' || !Object.hasOwn(failures, wanted)) return;
  const detail = `This is the rehearsal of ${wanted}.`;
  throw new PlatformError({ ...failures[wanted as keyof typeof failures], detail });
}

function livePost({ record_name }: PreparedPost): LivePost {
  return { external_id: nameOf(record_name), permalink: null };
}

function nameOf(text: string): string {
  return `dry-${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
}
