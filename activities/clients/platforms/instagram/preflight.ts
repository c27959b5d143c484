import { z } from 'zod';
import type { PlatformHttp } from '../http';
import type { AccountSession, Finding, PreparedPost } from '../platform';
import type { Addresses } from './addresses';
import { mentionsMax } from './rules';

// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/content_publishing_limit
const quotaAnswer = z.object({
  data: z
    .array(z.object({ quota_usage: z.number(), config: z.object({ quota_total: z.number() }) }))
    .max(1),
});

/** What is left of the day's posts, and what the platform will not fetch. */
export async function preflight(
  http: PlatformHttp,
  addresses: Addresses,
  session: AccountSession,
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
  return [...unfetched(post), ...mentions(post), ...(quota ? spent(quota) : [])];
}

function unfetched({ media }: PreparedPost): Finding[] {
  return media.flatMap(({ public_url }, index) => {
    if (public_url !== null) return [];
    const detail = 'The platform fetches pictures itself, and this one has no public address.';
    return [{ code: 'media_not_public', severity: 'error', detail, fix: null, media: index }];
  });
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
