// Professional accounts of Instagram, by Instagram Login. The platform offers no deletion to accounts connected so:
// https://developers.facebook.com/docs/instagram-platform/reference/instagram-media
import { z } from 'zod';
import type { Config } from '../../../../foundation/config';
import { explainGraph } from '../graph-errors';
import { createPlatformHttp } from '../http';
import type { Platform, PostMetrics } from '../platform';
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
  const http = createPlatformHttp({ explain: explainGraph });
  const work = { http, addresses };
  return {
    name: 'instagram',
    title: 'Instagram',
    rules: instagramRules,
    connection: createConnection(http, addresses, settings),
    preflight: (session, post) => preflight(http, addresses, session, post),
    prepare: (session, post, container, signal) =>
      prepareContainer(
        { ...work, session, post, signal },
        container && containerShape.parse(container),
      ),
    finalize: (session, post, container, signal) =>
      publishContainer({ ...work, session, post, signal }, containerShape.parse(container)),
    verify: (session, post, attempt) => verifyContainer({ ...work, session, post }, attempt),
    remove: null,
    measure: async (session, { external_id }) => {
      const { body } = await http({
        method: 'GET',
        url: `${addresses.api}/${external_id}/insights`,
        query: { metric: 'likes,comments,shares,reach,views' },
        token: session.access_token,
        expects: insights,
      });
      return metricsOf(body);
    },
    refresh: (session) => refreshTokens(http, addresses, session),
  };
}

// https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights
const insights = z.object({
  data: z.array(
    z.object({ name: z.string(), values: z.array(z.object({ value: z.number() })).min(1) }),
  ),
});

/** `views` took the place of `impressions`. */
function metricsOf({ data }: z.infer<typeof insights>): PostMetrics {
  const value = (metric: string): number | null =>
    data.find(({ name }) => name === metric)?.values[0]?.value ?? null;
  return {
    likes: value('likes'),
    comments: value('comments'),
    shares: value('shares'),
    reach: value('reach'),
    impressions: value('views'),
  };
}
