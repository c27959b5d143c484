// https://developers.facebook.com/docs/instagram-platform/content-publishing: pictures are fetched into containers that
// nobody sees, which live a day; `media_publish` makes one of them a post, and can do so once.
import { z } from 'zod';
import { verdictOnContainer } from '../graph-errors';
import type { GraphAccount } from '../graph-http';
import { permalinkOf } from '../graph-permalink';
import type { LivePost, Prepared, PreparedPost } from '../platform';
import { PlatformError } from '../platform-error';

/** "Query a container's status once per minute, for no more than 5 minutes." Pictures are ready sooner. */
const askAgainSeconds = 20;

const created = z.object({ id: z.string() });

/** `children`: the pictures of a carousel, each a container; `creation_id`: what is published, once it is there. */
export const containerShape = z.object({
  children: z.array(z.string()),
  creation_id: z.string().nullable(),
});
type State = z.infer<typeof containerShape>;

interface Preparing extends GraphAccount {
  post: PreparedPost;
  signal: AbortSignal;
}

/** Goes as far as the platform lets us: pictures, then the carousel around them, until all are ready. */
export async function prepareContainer(work: Preparing, given: State | null): Promise<Prepared> {
  const state = given ?? (await createPictures(work));
  const { children, creation_id } = state;
  const readiness = await readinessOf(work, creation_id === null ? children : [creation_id]);
  // A day has gone by, or a picture could not be fetched in time: it begins anew.
  if (readiness === 'spoilt' && given) return prepareContainer(work, null);
  if (readiness !== 'ready') return { container: state, ask_again_in: askAgainSeconds };
  if (creation_id !== null) return { container: state, ask_again_in: null };
  const carousel = { media_type: 'CAROUSEL', children: children.join(',') };
  const id = await createContainer(work, { ...carousel, caption: work.post.text });
  const around = await readinessOf(work, [id]);
  const ask_again_in = around === 'ready' ? null : askAgainSeconds;
  return { container: { children, creation_id: id }, ask_again_in };
}

/** Whether all containers can be published; one that is published already is `verify`'s to find. */
async function readinessOf(work: Preparing, ids: string[]): Promise<'ready' | 'busy' | 'spoilt'> {
  const statuses: string[] = [];
  for (const id of ids) {
    const status = await statusOf(work, id, work.signal).catch((error: unknown) => {
      const facts = error instanceof PlatformError ? error.facts : null;
      if (facts?.status === 200 && facts.kind === 'later') return 'EXPIRED';
      throw error;
    });
    statuses.push(status);
  }
  if (statuses.includes('EXPIRED')) return 'spoilt';
  const ready = statuses.every((status) => status === 'FINISHED' || status === 'PUBLISHED');
  return ready ? 'ready' : 'busy';
}

async function createPictures(work: Preparing): Promise<State> {
  const { text, media } = work.post;
  const [only] = media;
  const urlOf = ({ public_url: image_url, alt_text }: PreparedPost['media'][number]) => {
    if (image_url !== null) return { image_url, ...(alt_text && { alt_text }) };
    const detail = 'The picture has no public address.';
    throw new PlatformError({ kind: 'refused', code: 'media_not_public', status: null, detail });
  };
  if (only && media.length === 1) {
    const creation_id = await createContainer(work, { ...urlOf(only), caption: text });
    return { children: [], creation_id };
  }
  const children: string[] = [];
  for (const picture of media) {
    const item = { ...urlOf(picture), is_carousel_item: 'true' };
    children.push(await createContainer(work, item));
  }
  return { children, creation_id: null };
}

async function createContainer(
  { http, addresses, session, signal }: Preparing,
  form: Record<string, string>,
): Promise<string> {
  const { body } = await http({
    method: 'POST',
    url: `${addresses.api}/${session.external_id}/media`,
    body: { form },
    token: session.access_token,
    ...{ signal, expects: created },
  });
  return body.id;
}

const containerStatus = z.object({ status_code: z.string(), status: z.string().optional() });

/** EXPIRED, FINISHED, IN_PROGRESS or PUBLISHED; ERROR is thrown as what it means. */
export async function statusOf(
  { http, addresses, session }: GraphAccount,
  id: string,
  signal?: AbortSignal,
): Promise<string> {
  const { body } = await http({
    method: 'GET',
    url: `${addresses.api}/${id}`,
    query: { fields: 'status_code,status' },
    token: session.access_token,
    ...(signal && { signal }),
    expects: containerStatus,
  });
  if (body.status_code !== 'ERROR') return body.status_code;
  const detail = body.status ?? 'The platform could not take the picture.';
  throw new PlatformError({
    code: 'media_refused',
    status: 200,
    detail,
    ...verdictOnContainer(detail),
  });
}

/** The one call that cannot be taken back. Of a container that is a post already, it is `verify` that knows which. */
export async function publishContainer(work: Preparing, { creation_id }: State): Promise<LivePost> {
  const { http, addresses, session, signal } = work;
  const { body } = await http({
    method: 'POST',
    url: `${addresses.api}/${session.external_id}/media_publish`,
    body: { form: { creation_id: creation_id ?? '' } },
    token: session.access_token,
    irreversible: true,
    ...{ signal, expects: created },
  }).catch(async (error: unknown) => {
    throw (await isPublished(work, creation_id, error)) ? alreadyPublished() : error;
  });
  return { external_id: body.id, permalink: await permalinkOf(work, body.id, 'permalink') };
}

/** Whether a container was refused because it is a post already. */
async function isPublished(work: Preparing, id: string | null, error: unknown): Promise<boolean> {
  const kind = error instanceof PlatformError ? error.facts.kind : 'unknown';
  if (id === null || (kind !== 'refused' && kind !== 'later')) return false;
  return (await statusOf(work, id, work.signal).catch(() => null)) === 'PUBLISHED';
}

function alreadyPublished(): PlatformError {
  const detail = 'The pictures were published before.';
  return new PlatformError({ kind: 'unknown', code: 'already_published', status: 400, detail });
}
