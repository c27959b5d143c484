// https://developers.tiktok.com/doc/content-posting-api-reference-photo-post: one call asks for everything, and is over
// before anything happened. It names the attempt, which can be asked about from then on; only this name tells one attempt
// from another, so that an answer which never came leaves it open for good.
import { z } from 'zod';
import type { Container, PreparedPost } from '../platform';
import { PlatformError } from '../platform-error';
import { privacyOf, type CreatorInfo } from './creator';
import type { Creator } from './session';

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

/** The one call that cannot be taken back. What becomes of it is asked only once the name of the attempt is kept. */
export async function publishPhotos(
  creator: Creator,
  post: PreparedPost,
  container: Container,
  signal: AbortSignal,
): Promise<never> {
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
  const detail = 'The platform took the post, and has not published it yet.';
  const facts = { kind: 'unknown', code: 'still_processing', status: 200, detail } as const;
  throw new PlatformError({ ...facts, container: { ...given, publish_id } });
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
