import { z } from 'zod';
import { earliestOf, verdictOnUnseen } from '../attempt-age';
import { unlessUnpermitted } from '../http-failure';
import { textWithLink } from '../link-text';
import type { AskedAttempt, PreparedPost, Verdict } from '../platform';
import { restHeaders } from './addresses';
import { plainText } from './little-text';
import { containerShape, livePost, type Author } from './publish';

const times = { settledSeconds: 300, askAgainSeconds: 60 };
/** Who may not read posts cannot tell, nor does a post that has neither text nor pictures; the answer will not change soon. */
const unreadableSeconds = 3_600;

const picture = z.object({ id: z.string().optional() });
const posts = z.object({
  elements: z.array(
    z.object({
      id: z.string(),
      commentary: z.string().optional(),
      createdAt: z.number().optional(),
      content: z
        .object({
          media: picture.optional(),
          multiImage: z.object({ images: z.array(picture) }).optional(),
        })
        .optional(),
    }),
  ),
});
type Entry = z.infer<typeof posts>['elements'][number];

/** Looks among the author's posts for one with these very pictures; without pictures, for a new one with this text. */
export async function verifyPost(
  author: Author,
  post: PreparedPost,
  attempt: AskedAttempt,
): Promise<Verdict> {
  const { images } = containerShape.parse(attempt.container);
  const wanted = textWithLink(post).trim();
  if (images.length === 0 && wanted === '') {
    return { state: 'unknown', ask_again_in: unreadableSeconds };
  }
  const entries = await postsOf(author);
  if (entries === null) return { state: 'unknown', ask_again_in: unreadableSeconds };
  const since = earliestOf(attempt).getTime();
  const found = entries.find((entry) =>
    images.length > 0
      ? imagesOf(entry).some((id) => images.includes(id))
      : (entry.createdAt ?? 0) >= since && plainText(entry.commentary ?? '').trim() === wanted,
  );
  if (found) return { state: 'live', ...livePost(found.id) };
  return verdictOnUnseen(attempt, times);
}

/** The newest first; null where the application may not read them: that permission is given to few. */
async function postsOf({ http, addresses, session }: Author): Promise<Entry[] | null> {
  const answer = await unlessUnpermitted(
    http({
      method: 'GET',
      url: `${addresses.api}/rest/posts`,
      query: { author: session.external_id, q: 'author', count: 50, sortBy: 'CREATED' },
      headers: { ...restHeaders, 'x-restli-method': 'FINDER' },
      ...{ token: session.access_token, expects: posts },
    }),
  );
  return answer?.body.elements ?? null;
}

function imagesOf({ content }: Entry): string[] {
  const all = [content?.media, ...(content?.multiImage?.images ?? [])];
  return all.flatMap((one) => one?.id ?? []);
}
