import { z } from 'zod';
import { earliestOf, isSettled, verdictOnUnseen } from '../attempt-age';
import type { GraphAccount } from '../graph-http';
import type { AskedAttempt, LivePost, PreparedPost, Verdict } from '../platform';
import { PlatformError } from '../platform-error';
import { webAddress } from '../web-address';
import { containerShape, statusOf } from './publish';

const times = { settledSeconds: 120, askAgainSeconds: 30 };
/** A post that is surely live and cannot be told from others by now goes by the name of its container. */
const findableSeconds = 600;

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

interface Question extends GraphAccount {
  post: PreparedPost;
}

/** Asks the container, which says for itself whether it was published, and then looks for the post. */
export async function verifyContainer(question: Question, attempt: AskedAttempt): Promise<Verdict> {
  const unknown: Verdict = { state: 'unknown', ask_again_in: times.askAgainSeconds };
  const { creation_id } = containerShape.parse(attempt.container);
  const status = creation_id === null ? 'EXPIRED' : await finalStatusOf(question, creation_id);
  if (status === 'PUBLISHED') {
    const live = await findPost(question, earliestOf(attempt));
    if (live) return { state: 'live', ...live };
    if (!isSettled(attempt, findableSeconds) || creation_id === null) return unknown;
    return { state: 'live', external_id: creation_id, permalink: null };
  }
  if (status === 'IN_PROGRESS') return unknown;
  // One container is one post at most: as long as it is not published, a second try doubles nothing.
  return status === 'FINISHED' ? verdictOnUnseen(attempt, times) : { state: 'absent' };
}

async function finalStatusOf(question: Question, id: string): Promise<string> {
  return statusOf(question, id).catch((error: unknown) => {
    if (error instanceof PlatformError && error.facts.status === 200) return 'ERROR';
    throw error;
  });
}

async function findPost(
  { http, addresses, session, post }: Question,
  since: Date,
): Promise<LivePost | null> {
  const { body } = await http({
    method: 'GET',
    url: `${addresses.api}/${session.external_id}/media`,
    query: { fields: 'id,caption,permalink,timestamp', limit: 25 },
    token: session.access_token,
    expects: mediaPage,
  });
  const recent = body.data.filter(({ timestamp }) => Date.parse(timestamp) >= since.getTime());
  const wanted = comparable(post.text);
  const found = recent.find(({ caption = '' }) => comparable(caption) === wanted);
  return found ? { external_id: found.id, permalink: webAddress(found.permalink) } : null;
}

/** "Captions don't include the @ symbol unless the app user is also able to perform admin-equivalent tasks." */
function comparable(text: string): string {
  return text.replaceAll('@', '').replaceAll(/\s+/g, ' ').trim();
}
