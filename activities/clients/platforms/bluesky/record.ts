// A post is a record under a key that we choose, so that a repeat is the same record: https://atproto.com/specs/record-key
import { z } from 'zod';
import type { PlatformHttp } from '../http';
import { unlessMissing } from '../http-failure';
import type { AccountSession, Container, LivePost, PreparedPost, Verdict } from '../platform';
import { PlatformError } from '../platform-error';
import { facetsOf, type ResolveHandle } from './facets';

const collection = 'app.bsky.feed.post';
const uploadTimeoutMs = 120_000;

const blob = z.looseObject({ $type: z.literal('blob'), mimeType: z.string(), size: z.number() });
const uploaded = z.object({ blob });
const container = z.object({
  made_at: z.iso.datetime(),
  blobs: z.array(blob),
  facets: z.array(z.looseObject({})),
});
/** Servers keep pictures without a record for an hour at least: https://atproto.com/specs/blob */
const keptMs = 45 * 60_000;
const written = z.object({ uri: z.string().startsWith('at://') });
const resolved = z.object({ did: z.string() });

/** The address of one of the protocol's methods on an account's server. */
export function methodUrl({ server_url }: AccountSession, method: string): string {
  return `${server_url}/xrpc/${method}`;
}

/** Whether the pictures of a container are still there to be named. */
export function isFresh(given: Container): boolean {
  return Date.now() - Date.parse(container.parse(given).made_at) < keptMs;
}

/** Uploads the pictures, which vanish unless a record names them, and finds who is mentioned. */
export async function makeContainer(
  http: PlatformHttp,
  session: AccountSession,
  post: PreparedPost,
  signal: AbortSignal,
): Promise<Container> {
  const made_at = new Date().toISOString();
  const blobs: z.infer<typeof blob>[] = [];
  for (const { bytes, media_type } of post.media) {
    const { body } = await http({
      method: 'POST',
      url: methodUrl(session, 'com.atproto.repo.uploadBlob'),
      token: session.access_token,
      body: { bytes: await bytes(), media_type },
      timeoutMs: uploadTimeoutMs,
      signal,
      expects: uploaded,
    });
    blobs.push(body.blob);
  }
  const facets = await facetsOf(post.text, resolver(http, session, signal));
  return { made_at, blobs, facets };
}

function resolver(http: PlatformHttp, session: AccountSession, signal: AbortSignal): ResolveHandle {
  return async (handle) => {
    const url = methodUrl(session, 'com.atproto.identity.resolveHandle');
    try {
      const call = { url, query: { handle }, token: session.access_token, signal };
      return (await http({ method: 'GET', ...call, expects: resolved })).body.did;
    } catch (error) {
      if (error instanceof PlatformError && error.facts.kind === 'refused') return null;
      throw error;
    }
  };
}

/** Writes the record, unless it is there. */
export async function writeRecord(
  http: PlatformHttp,
  session: AccountSession,
  post: PreparedPost,
  given: Container,
  signal: AbortSignal,
): Promise<LivePost> {
  const rkey = post.record_name;
  try {
    const { body } = await http({
      method: 'POST',
      url: methodUrl(session, 'com.atproto.repo.putRecord'),
      token: session.access_token,
      // Swapping nothing for the record: one that is there already is left alone.
      body: {
        json: {
          ...{ repo: session.external_id, collection, rkey, swapRecord: null },
          record: recordOf(post, container.parse(given)),
        },
      },
      irreversible: true,
      signal,
      expects: written,
    });
    return livePost(session, body.uri);
  } catch (error) {
    if (!(error instanceof PlatformError) || error.facts.code !== 'record_exists') throw error;
    return livePost(session, `at://${session.external_id}/${collection}/${rkey}`);
  }
}

function recordOf(post: PreparedPost, { blobs, facets }: z.infer<typeof container>): object {
  const { language } = post.options;
  const images = blobs.map((image, index) => {
    const { alt_text: alt = '', width = 1, height = 1 } = post.media[index] ?? {};
    return { alt, image, aspectRatio: { width, height } };
  });
  return {
    ...{ $type: collection, text: post.text, facets, createdAt: new Date().toISOString() },
    ...(typeof language === 'string' && { langs: [language] }),
    ...(images.length > 0 && { embed: { $type: 'app.bsky.embed.images', images } }),
  };
}

/** The record is there or it is not; written twice under its key it would still be one. */
export async function findRecord(
  http: PlatformHttp,
  session: AccountSession,
  { record_name: rkey }: PreparedPost,
): Promise<Verdict> {
  const url = methodUrl(session, 'com.atproto.repo.getRecord');
  const query = { repo: session.external_id, collection, rkey };
  // Records are public: even who was shut out meanwhile can look.
  const answer = await unlessMissing(http({ method: 'GET', url, query, expects: written }));
  return answer ? { state: 'live', ...livePost(session, answer.body.uri) } : { state: 'absent' };
}

/** Deletes the record; the server does not mind when there is none. */
export async function deleteRecord(
  http: PlatformHttp,
  session: AccountSession,
  { external_id }: LivePost,
): Promise<void> {
  await http({
    method: 'POST',
    url: methodUrl(session, 'com.atproto.repo.deleteRecord'),
    token: session.access_token,
    body: { json: { repo: session.external_id, collection, rkey: keyOf(external_id) } },
    expects: z.unknown(),
  });
}

function livePost({ external_id }: AccountSession, uri: string): LivePost {
  const permalink = `https://bsky.app/profile/${external_id}/post/${keyOf(uri)}`;
  return { external_id: uri, permalink };
}

function keyOf(uri: string): string {
  return uri.split('/').at(-1) ?? '';
}
