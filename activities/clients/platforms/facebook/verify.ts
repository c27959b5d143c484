import { z } from 'zod';
import { earliestOf, verdictOnUnseen } from '../attempt-age';
import type { GraphAccount } from '../graph-http';
import { unlessUnpermitted } from '../http-failure';
import { textWithLink } from '../link-text';
import type { AskedAttempt, PreparedPost, Verdict } from '../platform';
import { webAddress } from '../web-address';
import { containerShape } from './publish';

const times = { settledSeconds: 180, askAgainSeconds: 30 };
/** A post that nothing tells from others is never found, nor any by who may not look; somebody else has to. */
const speechlessSeconds = 3_600;

const target = z.object({ target: z.object({ id: z.string().optional() }).optional() });
const feed = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      message: z.string().optional(),
      permalink_url: z.string().optional(),
      attachments: z
        .object({
          data: z.array(
            target.extend({ subattachments: z.object({ data: z.array(target) }).optional() }),
          ),
        })
        .optional(),
    }),
  ),
});
type Entry = z.infer<typeof feed>['data'][number];

/** Looks through the page for a post with these very pictures; without pictures, for one with this text. */
export async function verifyPost(
  { http, addresses, session }: GraphAccount,
  post: PreparedPost,
  attempt: AskedAttempt,
): Promise<Verdict> {
  const { photos } = containerShape.parse(attempt.container);
  const wanted = textWithLink(post).trim();
  if (photos.length === 0 && wanted === '') {
    return { state: 'unknown', ask_again_in: speechlessSeconds };
  }
  const attachments = 'attachments{target{id},subattachments{target{id}}}';
  const answer = await unlessUnpermitted(
    http({
      method: 'GET',
      url: `${addresses.api}/${session.external_id}/posts`,
      query: {
        fields: `id,message,permalink_url,${attachments}`,
        since: Math.floor(earliestOf(attempt).getTime() / 1000),
        limit: 50,
      },
      token: session.access_token,
      expects: feed,
    }),
  );
  if (!answer) return { state: 'unknown', ask_again_in: speechlessSeconds };
  const found = answer.body.data.find((entry) =>
    photos.length > 0
      ? targetsOf(entry).some((id) => photos.includes(id))
      : (entry.message ?? '').trim() === wanted,
  );
  if (found) {
    return { state: 'live', external_id: found.id, permalink: webAddress(found.permalink_url) };
  }
  return verdictOnUnseen(attempt, times);
}

/** The pictures of a post: one lies in the attachment itself, several below it. */
function targetsOf({ attachments }: Entry): string[] {
  const all = (attachments?.data ?? []).flatMap((one) => [
    one,
    ...(one.subattachments?.data ?? []),
  ]);
  return all.flatMap(({ target: picture }) => picture?.id ?? []);
}
