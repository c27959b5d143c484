// https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status
import { z } from 'zod';
import type { LivePost, Verdict } from '../platform';
import type { PlatformErrorFacts } from '../platform-error';
import { factsOfReason } from './answers';
import { askCreator } from './creator';
import type { Creator } from './session';

/** "Moderation usually finishes within one minute"; thirty questions a minute are answered. */
const askAgainSeconds = 15;
/** Without the name of the attempt there is nobody to ask. */
const speechlessSeconds = 3_600;

const statusAnswer = z.object({
  data: z.object({
    status: z.string(),
    fail_reason: z.string().optional(),
    // As the platform spells it; absent until moderation is over, and for posts that are not public.
    publicaly_available_post_id: z.array(z.coerce.string()).optional(),
  }),
});

export interface Attempt {
  username: string;
  publish_id: string;
}

export type Status =
  | { state: 'live'; live: LivePost }
  | { state: 'failed'; facts: PlatformErrorFacts }
  | { state: 'processing' };

/** What became of an attempt. One whose post has no public id goes by its own name. */
export async function statusOf(
  { http, addresses, session }: Creator,
  { username, publish_id }: Attempt,
): Promise<Status> {
  const { body } = await http({
    method: 'POST',
    url: `${addresses.api}/v2/post/publish/status/fetch/`,
    body: { json: { publish_id } },
    token: session.access_token,
    expects: statusAnswer,
  });
  const { status, fail_reason = '', publicaly_available_post_id: [id] = [] } = body.data;
  if (status === 'FAILED') return { state: 'failed', facts: factsOfReason(fail_reason) };
  if (status !== 'PUBLISH_COMPLETE') return { state: 'processing' };
  if (id === undefined)
    return { state: 'live', live: { external_id: publish_id, permalink: null } };
  const permalink = `https://www.tiktok.com/@${encodeURIComponent(username)}/photo/${id}`;
  return { state: 'live', live: { external_id: id, permalink } };
}

/** Asks about the attempt whose name is known. */
export async function verifyAttempt(
  creator: Creator,
  container: { username: string; publish_id: string | null },
): Promise<Verdict> {
  const { username, publish_id } = container;
  if (publish_id === null) {
    await askCreator(creator);
    return { state: 'unknown', ask_again_in: speechlessSeconds };
  }
  const status = await statusOf(creator, { username, publish_id });
  if (status.state === 'live') return { state: 'live', ...status.live };
  if (status.state === 'failed') return { state: 'absent', facts: status.facts };
  return { state: 'unknown', ask_again_in: askAgainSeconds };
}
