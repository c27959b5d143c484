// Bluesky, and any other server of the AT Protocol: https://docs.bsky.app/docs/category/http-reference
import { z } from 'zod';
import type { Config } from '../../../../foundation/config';
import { createPlatformHttp, type PlatformHttp } from '../http';
import type { AccountSession, LivePost, Platform, PostMetrics } from '../platform';
import { PlatformError } from '../platform-error';
import { outgoingRules, settingsOf } from '../settings';
import { deleteRecord, findRecord, isFresh, makeContainer, methodUrl, writeRecord } from './record';
import { blueskyRules } from './rules';
import { createConnection, endSession, explainBluesky, refreshSession } from './session';

const usualServer = 'https://bsky.social';

const views = z.object({
  posts: z.array(
    z.object({
      likeCount: z.number().default(0),
      replyCount: z.number().default(0),
      repostCount: z.number().default(0),
      quoteCount: z.number().default(0),
    }),
  ),
});

/** Posts to the server that an account lives on. */
export function createBluesky(config: Config): Platform {
  const { apiUrl } = settingsOf(config, 'bluesky');
  const http = createPlatformHttp({
    explain: explainBluesky,
    guard: outgoingRules(config),
    trusted: apiUrl,
  });
  return {
    name: 'bluesky',
    title: 'Bluesky',
    rules: blueskyRules,
    connection: createConnection(http, apiUrl ?? usualServer),
    preflight: async (session) => {
      const url = methodUrl(session, 'com.atproto.server.getSession');
      await http({ method: 'GET', url, token: session.access_token, expects: z.unknown() });
      return [];
    },
    prepare: async (session, post, container, signal) => ({
      container:
        container && isFresh(container)
          ? container
          : await makeContainer(http, session, post, signal),
      ask_again_in: null,
    }),
    finalize: (session, post, container, signal) =>
      writeRecord(http, session, post, container, signal),
    verify: (session, post) => findRecord(http, session, post),
    remove: (session, live) => deleteRecord(http, session, live),
    measure: (session, live) => measurePost(http, session, live),
    refresh: (session) => refreshSession(http, session),
    revoke: async ({ server_url, refresh_token }) => {
      if (refresh_token !== null) await endSession(http, server_url ?? usualServer, refresh_token);
    },
  };
}

/** The account's server asks the one that counts: https://docs.bsky.app/docs/api/app-bsky-feed-get-posts */
async function measurePost(
  http: PlatformHttp,
  session: AccountSession,
  { external_id }: LivePost,
): Promise<PostMetrics> {
  const url = methodUrl(session, 'app.bsky.feed.getPosts');
  const call = { url, query: { uris: external_id }, token: session.access_token };
  const { body, status } = await http({ method: 'GET', ...call, expects: views });
  const [post] = body.posts;
  if (!post) {
    const detail = 'There is no such post any more.';
    throw new PlatformError({ kind: 'refused', code: 'not_found', status, detail });
  }
  const { likeCount: likes, replyCount: comments, repostCount, quoteCount } = post;
  return { likes, comments, shares: repostCount + quoteCount, reach: null, impressions: null };
}
