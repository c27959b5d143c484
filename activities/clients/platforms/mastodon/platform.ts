// Mastodon, and the servers that speak its language: https://docs.joinmastodon.org/methods/
import { z } from 'zod';
import type { Config } from '../../../../foundation/config';
import { createPlatformHttp, type PlatformHttp } from '../http';
import { unlessMissing } from '../http-failure';
import type { AccountSession, LivePost, Platform, PostMetrics, PreparedPost } from '../platform';
import { outgoingRules, settingsOf } from '../settings';
import { webAddress } from '../web-address';
import { account, explainMastodon, status } from './answers';
import { createConnection, revokeToken } from './connection';
import { findStatus } from './find-status';
import { askLimits, rulesWithin } from './limits';
import { mediaOf, prepareMedia } from './media';
import { mastodonRules } from './rules';

/** Posts to the server that an account lives on. */
export function createMastodon(config: Config): Platform {
  const { apiUrl } = settingsOf(config, 'mastodon');
  const http = createPlatformHttp({
    explain: explainMastodon,
    guard: outgoingRules(config),
    trusted: apiUrl,
  });
  return {
    name: 'mastodon',
    title: 'Mastodon',
    rules: mastodonRules,
    limits: {
      ask: ({ server_url, access_token }) => askLimits(http, `${server_url}`, access_token),
      rules: rulesWithin,
    },
    connection: createConnection(http, apiUrl),
    preflight: async ({ server_url, access_token: token }) => {
      const url = `${server_url}/api/v1/accounts/verify_credentials`;
      await http({ method: 'GET', url, token, expects: account });
      return [];
    },
    prepare: (session, post, container, signal) =>
      prepareMedia(http, session, post, container, signal),
    finalize: (session, post, container, signal) =>
      postStatus(http, session, post, mediaOf(container), signal),
    verify: (session, post, { container, ...attempt }) =>
      findStatus(http, { session, post, media: mediaOf(container), ...attempt }),
    remove: (session, live) => removeStatus(http, session, live),
    measure: (session, live) => measureStatus(http, session, live),
    refresh: null,
    revoke: (session) => revokeToken(http, session),
  };
}

async function postStatus(
  http: PlatformHttp,
  { server_url, access_token }: AccountSession,
  post: PreparedPost,
  media_ids: string[],
  signal: AbortSignal,
): Promise<LivePost> {
  const { body } = await http({
    method: 'POST',
    url: `${server_url}/api/v1/statuses`,
    token: access_token,
    // The server remembers keys for an hour, and answers a repeat with the post that there is.
    headers: { 'idempotency-key': post.record_name },
    body: {
      json: {
        status: post.text,
        media_ids,
        visibility: textOption(post, 'visibility'),
        spoiler_text: textOption(post, 'content_warning'),
        language: textOption(post, 'language'),
      },
    },
    irreversible: true,
    signal,
    expects: status,
  });
  return { external_id: body.id, permalink: webAddress(body.url) };
}

/** Undefined, and so left out of JSON, when the post does not say. */
function textOption({ options }: PreparedPost, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

async function removeStatus(
  http: PlatformHttp,
  { server_url, access_token }: AccountSession,
  { external_id }: LivePost,
): Promise<void> {
  const url = statusUrl(server_url, external_id);
  await unlessMissing(http({ method: 'DELETE', url, token: access_token, expects: z.unknown() }));
}

async function measureStatus(
  http: PlatformHttp,
  { server_url, access_token }: AccountSession,
  { external_id }: LivePost,
): Promise<PostMetrics> {
  const url = statusUrl(server_url, external_id);
  const { body } = await http({ method: 'GET', url, token: access_token, expects: status });
  const { favourites_count: likes, replies_count: comments, reblogs_count: shares } = body;
  return { likes, comments, shares, reach: null, impressions: null };
}

function statusUrl(server: string | null, id: string): string {
  return `${server}/api/v1/statuses/${encodeURIComponent(id)}`;
}
