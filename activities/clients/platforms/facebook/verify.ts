import { z } from 'zod';
import type { PreparedPost, Verdict } from '../platform';
import { webAddress } from '../web-address';
import { containerShape, messageOf, type Page } from './publish';

/** Their clock and ours. */
const skewMs = 60_000;
/** A call that was cut off may still be at work for so long, and its post not yet be listed. */
const settledMs = 180_000;
const askAgainSeconds = 30;
/** A post that nothing tells from others is never found; somebody has to look. */
const namelessSeconds = 3_600;

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
  { http, addresses, session }: Page,
  post: PreparedPost,
  attempt: { container: unknown; started_at: Date; now: Date },
): Promise<Verdict> {
  const { photos } = containerShape.parse(attempt.container);
  const wanted = messageOf(post).trim();
  if (photos.length === 0 && wanted === '') {
    return { state: 'unknown', ask_again_in: namelessSeconds };
  }
  const attachments = 'attachments{target{id},subattachments{target{id}}}';
  const { body } = await http({
    method: 'GET',
    url: `${addresses.api}/${session.external_id}/feed`,
    query: {
      fields: `id,message,permalink_url,${attachments}`,
      since: Math.floor((attempt.started_at.getTime() - skewMs) / 1000),
      limit: 50,
    },
    token: session.access_token,
    expects: feed,
  });
  const found = body.data.find((entry) =>
    photos.length > 0
      ? targetsOf(entry).some((id) => photos.includes(id))
      : (entry.message ?? '').trim() === wanted,
  );
  if (found) {
    return { state: 'live', external_id: found.id, permalink: webAddress(found.permalink_url) };
  }
  const settled = attempt.now.getTime() - attempt.started_at.getTime() >= settledMs;
  return settled ? { state: 'absent' } : { state: 'unknown', ask_again_in: askAgainSeconds };
}

/** The pictures of a post: one lies in the attachment itself, several below it. */
function targetsOf({ attachments }: Entry): string[] {
  const all = (attachments?.data ?? []).flatMap((one) => [
    one,
    ...(one.subattachments?.data ?? []),
  ]);
  return all.flatMap(({ target: picture }) => picture?.id ?? []);
}
