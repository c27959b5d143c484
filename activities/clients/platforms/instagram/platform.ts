// Professional accounts of Instagram, by Instagram Login. The platform offers no deletion to accounts connected so:
// https://developers.facebook.com/docs/instagram-platform/reference/instagram-media
import type { Config } from '../../../../foundation/config';
import { createGraphHttp, type GraphAccount } from '../graph-http';
import { insightsOf } from '../graph-insights';
import type { LivePost, Platform, PostMetrics } from '../platform';
import { settingsOf } from '../settings';
import { addressesOf } from './addresses';
import { createConnection, refreshTokens } from './connection';
import { preflight } from './preflight';
import { containerShape, prepareContainer, publishContainer } from './publish';
import { instagramRules } from './rules';
import { verifyContainer } from './verify';

/** The platform, with the application that the settings name. */
export function createInstagram(config: Config): Platform {
  const settings = settingsOf(config, 'instagram');
  const addresses = addressesOf(settings.apiUrl);
  const http = createGraphHttp(settings.clientSecret);
  const work = { http, addresses };
  return {
    name: 'instagram',
    title: 'Instagram',
    rules: instagramRules,
    connection: createConnection(http, addresses, settings),
    preflight: (session, post) => preflight({ ...work, session }, post),
    prepare: (session, post, container, signal) =>
      prepareContainer(
        { ...work, session, post, signal },
        container && containerShape.parse(container),
      ),
    finalize: (session, post, container, signal) =>
      publishContainer({ ...work, session, post, signal }, containerShape.parse(container)),
    verify: (session, post, attempt) => verifyContainer({ ...work, session, post }, attempt),
    remove: null,
    measure: (session, live) => measurePost({ ...work, session }, live),
    refresh: (session) => refreshTokens(http, addresses, session),
  };
}

// https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights
async function measurePost(account: GraphAccount, { external_id }: LivePost): Promise<PostMetrics> {
  const metric = 'likes,comments,shares,reach,views';
  const told = await insightsOf(account, external_id, { metric });
  const value = (name: string): number | null => told.get(name) ?? null;
  return {
    ...{ likes: value('likes'), comments: value('comments'), shares: value('shares') },
    // `views` took the place of `impressions`.
    ...{ reach: value('reach'), impressions: value('views') },
  };
}
