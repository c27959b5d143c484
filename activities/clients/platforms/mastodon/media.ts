// Pictures are uploaded one by one and worked on by the server in its own time; nobody sees them before the post does:
// https://docs.joinmastodon.org/methods/media/
import { z } from 'zod';
import type { PlatformHttp } from '../http';
import type { AccountSession, Container, Prepared, PreparedPost } from '../platform';
import { unlessMissing } from '../http-failure';
import { attachment } from './answers';

const uploadTimeoutMs = 120_000;
const checkAgainSeconds = 3;

const container = z.object({ media: z.array(z.object({ id: z.string(), ready: z.boolean() })) });

type Uploads = z.infer<typeof container>['media'];

/** The ids of a container's pictures. */
export function mediaOf(given: Container): string[] {
  return container.parse(given).media.map(({ id }) => id);
}

/** Uploads the pictures, or asks how those of the container are doing; what the server dropped is uploaded anew. */
export async function prepareMedia(
  http: PlatformHttp,
  session: AccountSession,
  post: PreparedPost,
  given: Container | null,
  signal: AbortSignal,
): Promise<Prepared> {
  const held = given && (await checkAll(http, session, mediaOf(given), signal));
  const media = held ?? (await uploadAll(http, session, post, signal));
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

/** Null where one is gone: pictures that nobody posted are kept for a day. */
async function checkAll(
  http: PlatformHttp,
  { server_url, access_token: token }: AccountSession,
  ids: string[],
  signal: AbortSignal,
): Promise<Uploads | null> {
  const uploads: Uploads = [];
  for (const id of ids) {
    const url = `${server_url}/api/v1/media/${encodeURIComponent(id)}`;
    const call = { url, token, signal, expects: z.unknown() };
    const answer = await unlessMissing(http({ method: 'GET', ...call }));
    if (!answer) return null;
    // 206 while the server is still at it.
    uploads.push({ id, ready: answer.status === 200 });
  }
  return uploads;
}
