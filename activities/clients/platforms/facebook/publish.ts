// https://developers.facebook.com/docs/pages-api/posts: pictures are uploaded unpublished, and a post attaches them.
import { z } from 'zod';
import type { GraphAccount } from '../graph-http';
import { permalinkOf } from '../graph-permalink';
import { textWithLink } from '../link-text';
import type { Container, LivePost, PreparedPost } from '../platform';

const uploadMs = 60_000;

const created = z.object({ id: z.string() });

/** The pictures, by their ids at the platform. */
export const containerShape = z.object({ photos: z.array(z.string()) });

/** Uploads the pictures so that nobody sees them. */
export async function uploadPhotos(
  page: GraphAccount,
  { media }: PreparedPost,
  signal: AbortSignal,
): Promise<Container> {
  const photos: string[] = [];
  for (const picture of media) {
    const { media_type, sha256, alt_text } = picture;
    const file = { value: await picture.bytes(), filename: sha256.slice(0, 16), media_type };
    const { body } = await page.http({
      method: 'POST',
      url: `${page.addresses.api}/${page.session.external_id}/photos`,
      body: {
        parts: [
          { name: 'published', value: 'false' },
          ...(alt_text ? [{ name: 'alt_text_custom', value: alt_text }] : []),
          { name: 'source', ...file },
        ],
      },
      token: page.session.access_token,
      ...{ signal, timeoutMs: uploadMs, expects: created },
    });
    photos.push(body.id);
  }
  return { photos };
}

/** The one call that cannot be taken back. */
export async function publishPost(
  page: GraphAccount,
  post: PreparedPost,
  container: Container,
  signal: AbortSignal,
): Promise<LivePost> {
  const { photos } = containerShape.parse(container);
  const attached = photos.map((media_fbid, index): [string, string] => [
    `attached_media[${index}]`,
    JSON.stringify({ media_fbid }),
  ]);
  const link = post.media.length === 0 && post.link !== null ? { link: post.link } : {};
  const { body } = await page.http({
    method: 'POST',
    url: `${page.addresses.api}/${page.session.external_id}/feed`,
    body: { form: { message: textWithLink(post), ...link, ...Object.fromEntries(attached) } },
    token: page.session.access_token,
    irreversible: true,
    ...{ signal, expects: created },
  });
  return { external_id: body.id, permalink: await permalinkOf(page, body.id, 'permalink_url') };
}
