import { z } from 'zod';
import type { GraphAccount } from '../graph-http';
import { insightsOf } from '../graph-insights';
import { unlessUnpermitted } from '../http-failure';
import type { LivePost, PostMetrics } from '../platform';
import { PlatformError } from '../platform-error';

const total = z.object({ summary: z.object({ total_count: z.number() }) }).optional();
const counts = z.object({
  reactions: total,
  comments: total,
  shares: z.object({ count: z.number() }).optional(),
});

/** How a post fares. */
export async function measurePost(page: GraphAccount, live: LivePost): Promise<PostMetrics> {
  const { http, addresses, session } = page;
  const sums = ['reactions', 'comments'].map((edge) => `${edge}.limit(0).summary(total_count)`);
  const answer = await unlessUnpermitted(
    http({
      method: 'GET',
      url: `${addresses.api}/${live.external_id}`,
      query: { fields: [...sums, 'shares'].join(',') },
      ...{ token: session.access_token, expects: counts },
    }),
  );
  return {
    likes: answer?.body.reactions?.summary.total_count ?? null,
    comments: answer?.body.comments?.summary.total_count ?? null,
    shares: answer ? (answer.body.shares?.count ?? 0) : null,
    ...(await seen(page, live)),
  };
}

/** Views in all and by different people; unknown where the platform keeps them to itself. */
async function seen(
  page: GraphAccount,
  { external_id }: LivePost,
): Promise<Pick<PostMetrics, 'reach' | 'impressions'>> {
  const [views, viewers] = ['post_media_view', 'post_total_media_view_unique'] as const;
  const query = { metric: `${views},${viewers}`, period: 'lifetime' };
  const asked = unlessUnpermitted(insightsOf(page, external_id, query));
  const told = await asked.catch((error: unknown) => {
    // Pages with few followers have no insights.
    if (error instanceof PlatformError && error.facts.kind === 'refused') return null;
    throw error;
  });
  return { reach: told?.get(viewers) ?? null, impressions: told?.get(views) ?? null };
}
