import { z } from 'zod';
import type { AccountSession, LivePost, PreparedPost, Verdict } from '../platform';
import { PlatformError } from '../platform-error';
import { webAddress } from '../web-address';
import { containerShape, statusOf, type Publishing } from './publish';

/** Their clock and ours. */
const skewMs = 60_000;
/** A call that was cut off may still be at work for so long. */
const settledMs = 120_000;
/** A post that is surely live and cannot be told from others by now goes by the name of its container. */
const findableMs = 600_000;
const askAgainSeconds = 30;

const mediaPage = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      caption: z.string().optional(),
      permalink: z.string().optional(),
      timestamp: z.string(),
    }),
  ),
});

interface Question extends Publishing {
  session: AccountSession;
  post: PreparedPost;
}

/** Asks the container, which says for itself whether it was published, and then looks for the post. */
export async function verifyContainer(
  question: Question,
  attempt: { container: unknown; started_at: Date; now: Date },
): Promise<Verdict> {
  const unknown: Verdict = { state: 'unknown', ask_again_in: askAgainSeconds };
  const elapsed = attempt.now.getTime() - attempt.started_at.getTime();
  const { creation_id } = containerShape.parse(attempt.container);
  const status = creation_id === null ? 'EXPIRED' : await finalStatusOf(question, creation_id);
  if (status === 'PUBLISHED') {
    const live = await findPost(question, attempt.started_at);
    if (live) return { state: 'live', ...live };
    if (elapsed < findableMs || creation_id === null) return unknown;
    return { state: 'live', external_id: creation_id, permalink: null };
  }
  if (status === 'IN_PROGRESS') return unknown;
  // One container is one post at most: as long as it is not published, a second try doubles nothing.
  const settled = elapsed >= settledMs;
  return status !== 'FINISHED' || settled ? { state: 'absent' } : unknown;
}

async function finalStatusOf(question: Question, id: string): Promise<string> {
  return statusOf(question, id).catch((error: unknown) => {
    if (error instanceof PlatformError && error.facts.status === 200) return 'ERROR';
    throw error;
  });
}

async function findPost(
  { http, addresses, session, post }: Question,
  startedAt: Date,
): Promise<LivePost | null> {
  const { body } = await http({
    method: 'GET',
    url: `${addresses.api}/${session.external_id}/media`,
    query: { fields: 'id,caption,permalink,timestamp', limit: 25 },
    token: session.access_token,
    expects: mediaPage,
  });
  const since = startedAt.getTime() - skewMs;
  const recent = body.data.filter(({ timestamp }) => Date.parse(timestamp) >= since);
  const wanted = comparable(post.text);
  const found = recent.find(({ caption = '' }) => comparable(caption) === wanted);
  return found ? { external_id: found.id, permalink: webAddress(found.permalink) } : null;
}

/** "Captions don't include the @ symbol unless the app user is also able to perform admin-equivalent tasks." */
function comparable(text: string): string {
  return text.replaceAll('@', '').replaceAll(/\s+/g, ' ').trim();
}
