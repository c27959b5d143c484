// Pictures are uploaded before the post that shows them, and vanish within a day without one:
// https://docs.x.com/x-api/media/upload-media and https://docs.x.com/x-api/media/create-media-metadata
import { z } from 'zod';
import type { PlatformHttp } from '../http';
import type { AccountSession, Container, PostMedia, PreparedPost } from '../platform';
import { upload } from './answers';

const uploadTimeoutMs = 120_000;

const container = z.object({
  made_at: z.iso.datetime().default('1970-01-01T00:00:00Z'),
  media: z.array(z.object({ id: z.string(), media_key: z.string() })),
});
/** X keeps pictures without a post for a day, which is not used to its end. */
const keptMs = 23 * 60 * 60_000;

/** The pictures of a container, in the order of the post. */
export function mediaOf(given: Container): z.infer<typeof container>['media'] {
  return container.parse(given).media;
}

/** Whether the pictures of a container can still be posted. */
export function isFresh(given: Container): boolean {
  return Date.now() - Date.parse(container.parse(given).made_at) < keptMs;
}

/** Uploads the pictures with their descriptions. */
export async function uploadMedia(
  http: PlatformHttp,
  api: string,
  { access_token: token }: AccountSession,
  post: PreparedPost,
  signal: AbortSignal,
): Promise<Container> {
  const made_at = new Date().toISOString();
  const media: z.infer<typeof container>['media'] = [];
  for (const picture of post.media) {
    const { body } = await http({
      method: 'POST',
      url: `${api}/2/media/upload`,
      body: { parts: await partsOf(picture) },
      timeoutMs: uploadTimeoutMs,
      ...{ token, signal, expects: upload },
    });
    const { id, media_key } = body.data;
    media.push({ id, media_key });
    if (picture.alt_text === '') continue;
    await http({
      method: 'POST',
      url: `${api}/2/media/metadata`,
      body: { json: { id, metadata: { alt_text: { text: picture.alt_text } } } },
      ...{ token, signal, expects: z.unknown() },
    });
  }
  return { made_at, media };
}

async function partsOf({
  bytes,
  media_type,
}: PostMedia): Promise<{ name: string; value: string | Buffer }[]> {
  const file = { name: 'media', filename: 'picture', media_type, value: await bytes() };
  const fields = [
    { name: 'media_category', value: 'tweet_image' },
    { name: 'media_type', value: media_type },
  ];
  return [...fields, file];
}
