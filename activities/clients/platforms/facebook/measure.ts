import { z } from 'zod';
import type { LivePost, PostMetrics } from '../platform';
import { PlatformError } from '../platform-error';
import type { Page } from './publish';

const total = z.object({ summary: z.object({ total_count: z.number() }) }).optional();
const counts = z.object({
  reactions: total,
  comments: total,
  shares: z.object({ count: z.number() }).optional(),
});

const insights = z.object({
  data: z.array(
    z.object({ name: z.string(), values: z.array(z.object({ value: z.number() })).min(1) }),
  ),
});

/** How a post fares: https://developers.facebook.com/docs/graph-api/reference/insights for reach and views. */
export async function measurePost(page: Page, live: LivePost): Promise<PostMetrics> {
  const { http, addresses, session } = page;
  const sums = ['reactions', 'comments'].map((edge) => `${edge}.limit(0).summary(total_count)`);
  const { body } = await http({
    method: 'GET',
    url: `${addresses.api}/${live.external_id}`,
    query: { fields: [...sums, 'shares'].join(',') },
    ...{ token: session.access_token, expects: counts },
  });
  return {
    likes: body.reactions?.summary.total_count ?? null,
    comments: body.comments?.summary.total_count ?? null,
    shares: body.shares?.count ?? 0,
    ...(await seen(page, live)),
  };
}

/** Views in all and by different people; unknown where the platform keeps them to itself. */
async function seen(
  { http, addresses, session }: Page,
  live: LivePost,
): Promise<Pick<PostMetrics, 'reach' | 'impressions'>> {
  const metric = 'post_media_view,post_total_media_view_unique';
  const url = `${addresses.api}/${live.external_id}/insights`;
  const call = { method: 'GET' as const, url, query: { metric, period: 'lifetime' } };
  const data = await http({ ...call, token: session.access_token, expects: insights }).then(
    ({ body }) => body.data,
    (error: unknown) => {
      // Pages with few followers have no insights.
      if (error instanceof PlatformError && error.facts.kind === 'refused') return [];
      throw error;
    },
  );
  const value = (wanted: string): number | null =>
    data.find(({ name }) => name === wanted)?.values[0]?.value ?? null;
  return { reach: value('post_total_media_view_unique'), impressions: value('post_media_view') };
}
