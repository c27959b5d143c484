// Pictures are uploaded one by one and worked on by the server in its own time; nobody sees them before the post does:
// https://docs.joinmastodon.org/methods/media/
import { z } from 'zod';
import type { PlatformHttp } from '../http';
import type { AccountSession, Container, Prepared, PreparedPost } from '../platform';
import { attachment } from './answers';

const uploadTimeoutMs = 120_000;
const checkAgainSeconds = 3;

const container = z.object({ media: z.array(z.object({ id: z.string(), ready: z.boolean() })) });

type Uploads = z.infer<typeof container>['media'];

/** The ids of a container's pictures. */
export function mediaOf(given: Container): string[] {
  return container.parse(given).media.map(({ id }) => id);
}

/** Uploads the pictures, or asks for those that were not ready. */
export async function prepareMedia(
  http: PlatformHttp,
  session: AccountSession,
  post: PreparedPost,
  given: Container | null,
  signal: AbortSignal,
): Promise<Prepared> {
  const media = given
    ? await checkAll(http, session, container.parse(given).media, signal)
    : await uploadAll(http, session, post, signal);
  const waits = media.some(({ ready }) => !ready);
  return { container: { media }, ask_again_in: waits ? checkAgainSeconds : null };
}

async function uploadAll(
  http: PlatformHttp,
  { server_url, access_token }: AccountSession,
  { media }: PreparedPost,
  signal: AbortSignal,
): Promise<Uploads> {
  const uploads: Uploads = [];
  // The order of the pictures is that of their ids in the post; one at a time, as the server limits uploads.
  for (const { bytes, media_type, alt_text } of media) {
    const file = { name: 'file', filename: 'picture', media_type, value: await bytes() };
    const { status, body } = await http({
      method: 'POST',
      url: `${server_url}/api/v2/media`,
      token: access_token,
      body: { parts: [file, { name: 'description', value: alt_text }] },
      timeoutMs: uploadTimeoutMs,
      signal,
      expects: attachment,
    });
    uploads.push({ id: body.id, ready: status === 200 });
  }
  return uploads;
}

async function checkAll(
  http: PlatformHttp,
  { server_url, access_token }: AccountSession,
  uploads: Uploads,
  signal: AbortSignal,
): Promise<Uploads> {
  const checked = uploads.map(async ({ id, ready }) => {
    if (ready) return { id, ready };
    const url = `${server_url}/api/v1/media/${encodeURIComponent(id)}`;
    const answer = await http({
      method: 'GET',
      ...{ url, token: access_token, signal, expects: z.unknown() },
    });
    // 206 while the server is still at it.
    return { id, ready: answer.status === 200 };
  });
  return Promise.all(checked);
}
