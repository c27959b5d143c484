import { z } from 'zod';
import type { LivePost, PostMetrics } from '../platform';
import { restHeaders } from './addresses';
import { isOrganization } from './describe';
import type { Author } from './publish';

const statistics = z.object({
  elements: z.array(
    z.object({
      totalShareStatistics: z.object({
        likeCount: z.number().optional(),
        commentCount: z.number().optional(),
        shareCount: z.number().optional(),
        impressionCount: z.number().optional(),
        uniqueImpressionsCount: z.number().optional(),
      }),
    }),
  ),
});

const metadata = z.object({
  reactionSummaries: z.record(z.string(), z.object({ count: z.number() })).optional(),
  commentSummary: z.object({ count: z.number() }).optional(),
});

/** How a post fares: organisations are told everything, members what everybody sees. */
export function measurePost(author: Author, live: LivePost): Promise<PostMetrics> {
  const { external_id } = author.session;
  return isOrganization(external_id) ? statisticsOf(author, live) : reactionsTo(author, live);
}

// https://learn.microsoft.com/linkedin/marketing/community-management/organizations/share-statistics
async function statisticsOf(
  { http, addresses, session }: Author,
  { external_id }: LivePost,
): Promise<PostMetrics> {
  const kind = external_id.startsWith('urn:li:ugcPost:') ? 'ugcPosts' : 'shares';
  // Rest.li writes lists in parentheses that must not be encoded, and the names in them that must.
  const list = `${kind}=List(${encodeURIComponent(external_id)})`;
  const finder = `q=organizationalEntity&organizationalEntity=${encodeURIComponent(session.external_id)}`;
  const { body } = await http({
    method: 'GET',
    url: `${addresses.api}/rest/organizationalEntityShareStatistics?${finder}&${list}`,
    ...{ headers: restHeaders, token: session.access_token, expects: statistics },
  });
  const total = body.elements[0]?.totalShareStatistics;
  return {
    likes: total?.likeCount ?? null,
    comments: total?.commentCount ?? null,
    shares: total?.shareCount ?? null,
    reach: total?.uniqueImpressionsCount ?? null,
    impressions: total?.impressionCount ?? null,
  };
}

// https://learn.microsoft.com/linkedin/marketing/community-management/shares/reactions-api
async function reactionsTo(
  { http, addresses, session }: Author,
  { external_id }: LivePost,
): Promise<PostMetrics> {
  const { body } = await http({
    method: 'GET',
    url: `${addresses.api}/rest/socialMetadata/${encodeURIComponent(external_id)}`,
    ...{ headers: restHeaders, token: session.access_token, expects: metadata },
  });
  const reactions = Object.values(body.reactionSummaries ?? {});
  return {
    likes: reactions.reduce((sum, { count }) => sum + count, 0),
    comments: body.commentSummary?.count ?? null,
    shares: null,
    reach: null,
    impressions: null,
  };
}
