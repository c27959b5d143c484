import { z } from 'zod';
import type { LivePost, PostMetrics } from '../platform';
import type { Creator } from './session';
import { statusOf } from './status';

const counts = z.object({
  data: z.object({
    videos: z.array(
      z.object({
        like_count: z.number().optional(),
        comment_count: z.number().optional(),
        share_count: z.number().optional(),
        view_count: z.number().optional(),
      }),
    ),
  }),
});

/** How a post fares: https://developers.tiktok.com/doc/tiktok-api-v2-video-query */
export async function measurePost(creator: Creator, live: LivePost): Promise<PostMetrics> {
  const { http, addresses, session } = creator;
  const { body } = await http({
    method: 'POST',
    url: `${addresses.api}/v2/video/query/`,
    query: { fields: 'id,like_count,comment_count,share_count,view_count' },
    body: { json: { filters: { video_ids: [await postIdOf(creator, live)] } } },
    ...{ token: session.access_token, expects: counts },
  });
  const [post] = body.data.videos;
  return {
    likes: post?.like_count ?? null,
    comments: post?.comment_count ?? null,
    shares: post?.share_count ?? null,
    reach: null,
    impressions: post?.view_count ?? null,
  };
}

/** A post that went by the name of its attempt may have an id by now. */
async function postIdOf(creator: Creator, { external_id }: LivePost): Promise<string> {
  if (/^\d+$/.test(external_id)) return external_id;
  const status = await statusOf(creator, { username: '', publish_id: external_id });
  return status.state === 'live' ? status.live.external_id : external_id;
}
