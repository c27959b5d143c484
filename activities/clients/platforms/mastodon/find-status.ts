// Looks for a post among the account's own: https://docs.joinmastodon.org/methods/accounts/#statuses
import { z } from 'zod';
import { earliestOf, verdictOnUnseen } from '../attempt-age';
import type { PlatformHttp } from '../http';
import type { AccountSession, AskedAttempt, PreparedPost, Verdict } from '../platform';
import { webAddress } from '../web-address';
import { source, status } from './answers';

/**
 * An attempt that is not there so long after it began did not go through; should the server be at it still, the next
 * one carries the same key, and waits for it.
 */
const times = { settledSeconds: 30, askAgainSeconds: 10 };
const pages = { size: 40, most: 5 };

type Status = z.infer<typeof status>;

interface Search extends Omit<AskedAttempt, 'container'> {
  session: AccountSession;
  post: PreparedPost;
  media: string[];
}

/** Whether the account shows a post with these very pictures, or without any with this very text. */
export async function findStatus(http: PlatformHttp, search: Search): Promise<Verdict> {
  const since = earliestOf(search).getTime();
  let before: string | undefined;
  for (let page = 0; page < pages.most; page += 1) {
    const statuses = await ownStatuses(http, search.session, before);
    const recent = statuses.filter(({ created_at }) => Date.parse(created_at) >= since);
    for (const candidate of recent) {
      if (await isPost(http, search, candidate)) {
        return { state: 'live', external_id: candidate.id, permalink: webAddress(candidate.url) };
      }
    }
    before = statuses.at(-1)?.id;
    if (recent.length < statuses.length || before === undefined)
      return verdictOnUnseen(search, times);
  }
  return { state: 'unknown', ask_again_in: times.askAgainSeconds * 6 };
}

async function ownStatuses(
  http: PlatformHttp,
  { server_url, access_token, details }: AccountSession,
  max_id: string | undefined,
): Promise<Status[]> {
  const { body } = await http({
    method: 'GET',
    url: `${server_url}/api/v1/accounts/${encodeURIComponent(String(details['id']))}/statuses`,
    query: { limit: pages.size, exclude_reblogs: true, max_id },
    token: access_token,
    expects: z.array(status),
  });
  return body;
}

/** Pictures were uploaded for this post alone; a text is compared as it was written, not as the page that it became. */
async function isPost(http: PlatformHttp, search: Search, candidate: Status): Promise<boolean> {
  const ids = candidate.media_attachments.map(({ id }) => id);
  if (search.media.length > 0) return ids.includes(search.media[0] ?? '');
  if (ids.length > 0) return false;
  const { server_url, access_token } = search.session;
  const { body } = await http({
    method: 'GET',
    url: `${server_url}/api/v1/statuses/${encodeURIComponent(candidate.id)}/source`,
    token: access_token,
    expects: source,
  });
  return body.text.trim() === search.post.text.trim();
}
