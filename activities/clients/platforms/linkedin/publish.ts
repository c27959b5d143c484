// https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api and
// https://learn.microsoft.com/linkedin/marketing/community-management/shares/images-api
import { z } from 'zod';
import type { PlatformHttp } from '../http';
import { unlessMissing, unlessUnpermitted } from '../http-failure';
import { textWithLink } from '../link-text';
import type { AccountSession, LivePost, Prepared, PreparedPost } from '../platform';
import { PlatformError } from '../platform-error';
import { restHeaders, type Addresses } from './addresses';
import { littleText } from './little-text';

const askAgainSeconds = 5;
const uploadMs = 60_000;

/** The pictures, by their names at the platform. */
export const containerShape = z.object({ images: z.array(z.string()) });
type State = z.infer<typeof containerShape>;

/** An account, as calls need it: its own id is the author of its posts. */
export interface Author {
  http: PlatformHttp;
  addresses: Addresses;
  session: AccountSession;
}

const upload = z.object({ value: z.object({ uploadUrl: z.url(), image: z.string() }) });
const image = z.object({ status: z.string() });

/** Uploads the pictures, and waits until the platform has read them; what it dropped meanwhile is uploaded anew. */
export async function prepareImages(
  author: Author,
  post: PreparedPost,
  given: State | null,
  signal: AbortSignal,
): Promise<Prepared> {
  const container = given ?? (await uploadImages(author, post, signal));
  for (const name of container.images) {
    const status = await statusOf(author, name, signal);
    if (status === null && given) return prepareImages(author, post, null, signal);
    if (status === 'PROCESSING_FAILED') {
      const detail = 'The platform could not read a picture.';
      throw new PlatformError({ kind: 'refused', code: 'media_refused', status: 200, detail });
    }
    if (status !== 'AVAILABLE') return { container, ask_again_in: askAgainSeconds };
  }
  return { container, ask_again_in: null };
}

/** How a picture is doing; null where there is none. Who may upload and not look publishes without having looked. */
async function statusOf(
  { http, addresses, session }: Author,
  name: string,
  signal: AbortSignal,
): Promise<string | null> {
  const url = `${addresses.api}/rest/images/${encodeURIComponent(name)}`;
  const call = { url, headers: restHeaders, token: session.access_token, signal };
  const asked = unlessMissing(http({ method: 'GET', ...call, expects: image }));
  const seen = await unlessUnpermitted(asked.then((answer) => ({ answer })));
  return seen ? (seen.answer?.body.status ?? null) : 'AVAILABLE';
}

async function uploadImages(
  { http, addresses, session }: Author,
  { media }: PreparedPost,
  signal: AbortSignal,
): Promise<State> {
  const images: string[] = [];
  const token = session.access_token;
  for (const picture of media) {
    const { body } = await http({
      method: 'POST',
      url: `${addresses.api}/rest/images?action=initializeUpload`,
      body: { json: { initializeUploadRequest: { owner: session.external_id } } },
      ...{ headers: restHeaders, token, signal, expects: upload },
    });
    const bytes = { bytes: await picture.bytes(), media_type: picture.media_type };
    await http({
      ...{ method: 'PUT', url: body.value.uploadUrl, body: bytes },
      ...{ token, signal, timeoutMs: uploadMs, expects: z.unknown() },
    });
    images.push(body.value.image);
  }
  return { images };
}

/** The one call that cannot be taken back. The post's name comes in a header. */
export async function publishPost(
  { http, addresses, session }: Author,
  post: PreparedPost,
  { images }: State,
  signal: AbortSignal,
): Promise<LivePost> {
  const content = contentOf(post, images);
  const { visibility } = post.options;
  const { headers } = await http({
    method: 'POST',
    url: `${addresses.api}/rest/posts`,
    body: {
      json: {
        author: session.external_id,
        commentary: littleText(textWithLink(post)),
        visibility: typeof visibility === 'string' ? visibility : 'PUBLIC',
        distribution: {
          feedDistribution: 'MAIN_FEED',
          targetEntities: [],
          thirdPartyDistributionChannels: [],
        },
        ...(content && { content }),
        lifecycleState: 'PUBLISHED',
        isReshareDisabledByAuthor: false,
      },
    },
    ...{ headers: restHeaders, token: session.access_token, signal },
    ...{ irreversible: true, expects: z.unknown() },
  });
  const id = headers['x-restli-id'];
  if (typeof id === 'string' && id !== '') return livePost(id);
  const detail = 'The platform took the post and did not name it.';
  throw new PlatformError({ kind: 'unknown', code: 'answer_invalid', status: 201, detail });
}

/** A post, by its name. */
export function livePost(external_id: string): LivePost {
  return { external_id, permalink: `https://www.linkedin.com/feed/update/${external_id}` };
}

function contentOf({ link, media, text }: PreparedPost, images: string[]): object | null {
  const all = images.map((id, index) => ({ id, altText: media[index]?.alt_text ?? '' }));
  const [only] = all;
  if (all.length > 1) return { multiImage: { images: all } };
  if (only) return { media: only };
  if (link === null) return null;
  // Every article has a title; the platform fetches none.
  const title = text.split('\n', 1)[0]?.slice(0, 200) || new URL(link).host;
  return { article: { source: link, title } };
}
