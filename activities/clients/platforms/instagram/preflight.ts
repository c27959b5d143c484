import { z } from 'zod';
import type { GraphAccount } from '../graph-http';
import type { Finding, PreparedPost } from '../platform';
import { mentionsMax } from './rules';

// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/content_publishing_limit
const quotaAnswer = z.object({
  data: z
    .array(z.object({ quota_usage: z.number(), config: z.object({ quota_total: z.number() }) }))
    .max(1),
});

/** What is left of the day's posts, and whether fewer people have to be mentioned. */
export async function preflight(
  { http, addresses, session }: GraphAccount,
  post: PreparedPost,
): Promise<Finding[]> {
  const { body } = await http({
    method: 'GET',
    url: `${addresses.api}/${session.external_id}/content_publishing_limit`,
    query: { fields: 'config,quota_usage' },
    token: session.access_token,
    expects: quotaAnswer,
  });
  const [quota] = body.data;
  return [...mentions(post), ...(quota ? spent(quota) : [])];
}

function mentions({ text }: PreparedPost): Finding[] {
  const count = text.match(/(?<![\w.@])@[\w.]+/g)?.length ?? 0;
  if (count <= mentionsMax) return [];
  const detail = `${count} people are mentioned; at most ${mentionsMax} may be.`;
  const code = 'too_many_mentions';
  return [{ code, severity: 'error', detail, fix: null, count, max: mentionsMax }];
}

/** A warning, for the quota rolls: what is refused now is taken later. */
function spent(quota: { quota_usage: number; config: { quota_total: number } }): Finding[] {
  const { quota_usage: count } = quota;
  const max = quota.config.quota_total;
  if (count < max) return [];
  const detail = `${count} of ${max} posts that the platform takes in 24 hours are used up.`;
  return [{ code: 'quota_exhausted', severity: 'warning', detail, fix: null, count, max }];
}
