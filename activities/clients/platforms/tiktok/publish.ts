// https://developers.tiktok.com/doc/content-posting-api-reference-photo-post: one call asks for everything, and is over
// before anything happened. It names the attempt, which can be asked about from then on; only this name tells one attempt
// from another, so that an answer which never came leaves it open for good.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Container, LivePost, PreparedPost } from '../platform';
import { PlatformError } from '../platform-error';
import { privacyOf, type CreatorInfo } from './creator';
import type { Creator } from './session';
import { statusOf } from './status';

/** "Moderation usually finishes within one minute": whoever waits longer asks `verify`. */
const waits = { rounds: 10, pauseMs: 2_000 };

export const containerShape = z.object({
  username: z.string(),
  comments: z.boolean(),
  publish_id: z.string().nullable(),
});

const started = z.object({ data: z.object({ publish_id: z.string() }) });

/** Nothing is uploaded before publishing; what the creator is offered now is what publishing holds to. */
export function containerOf(creator: CreatorInfo): Container {
  const { creator_username: username, comment_disabled } = creator;
  return { username, comments: !comment_disabled, publish_id: null };
}

/** The one call that cannot be taken back, and a look at what becomes of it. */
export async function publishPhotos(
  creator: Creator,
  post: PreparedPost,
  container: Container,
  signal: AbortSignal,
): Promise<LivePost> {
  const given = containerShape.parse(container);
  const { http, addresses, session } = creator;
  const { body } = await http({
    method: 'POST',
    url: `${addresses.api}/v2/post/publish/content/init/`,
    body: { json: requestOf(post, given.comments) },
    token: session.access_token,
    irreversible: true,
    ...{ signal, expects: started },
  });
  const { publish_id } = body.data;
  const known = { ...given, publish_id };
  return followed(creator, known, signal);
}

function requestOf(post: PreparedPost, comments: boolean): Record<string, unknown> {
  const { text, options, media } = post;
  return {
    media_type: 'PHOTO',
    post_mode: 'DIRECT_POST',
    post_info: {
      description: text,
      privacy_level: privacyOf(post),
      disable_comment: !comments || options['comments'] === 'off',
      auto_add_music: options['music'] === 'on',
    },
    source_info: {
      source: 'PULL_FROM_URL',
      photo_cover_index: 0,
      photo_images: media.map(({ public_url }) => public_url),
    },
  };
}

async function followed(
  creator: Creator,
  container: z.infer<typeof containerShape> & { publish_id: string },
  signal: AbortSignal,
): Promise<LivePost> {
  for (let round = 0; round < waits.rounds; round += 1) {
    // Whatever keeps us from asking says nothing about the post.
    const status = await statusOf(creator, container, signal).catch(() => null);
    if (status?.state === 'live') return status.live;
    if (status?.state === 'failed') throw new PlatformError(status.facts);
    if (status === null) break;
    await sleep(waits.pauseMs, null, { signal }).catch(() => null);
    if (signal.aborted) break;
  }
  const detail = 'The platform took the post, and has not published it yet.';
  const facts = { code: 'still_processing', status: 200, detail };
  throw new PlatformError({ kind: 'unknown', ...facts, container });
}
