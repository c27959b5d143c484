import { z } from 'zod';
import type { PreparedPost, Verdict } from '../platform';
import { PlatformError } from '../platform-error';
import { restHeaders } from './addresses';
import { plainText } from './little-text';
import { containerShape, livePost, textOf, type Author } from './publish';

/** Their clock and ours. */
const skewMs = 60_000;
/** A call that was cut off may still be at work for so long, and its post not yet be listed. */
const settledMs = 300_000;
const askAgainSeconds = 60;
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
  attempt: { container: unknown; started_at: Date; now: Date },
): Promise<Verdict> {
  const { images } = containerShape.parse(attempt.container);
  const wanted = textOf(post).trim();
  if (images.length === 0 && wanted === '') {
    return { state: 'unknown', ask_again_in: unreadableSeconds };
  }
  const entries = await postsOf(author);
  if (entries === null) return { state: 'unknown', ask_again_in: unreadableSeconds };
  const since = attempt.started_at.getTime() - skewMs;
  const found = entries.find((entry) =>
    images.length > 0
      ? imagesOf(entry).some((id) => images.includes(id))
      : (entry.createdAt ?? 0) >= since && plainText(entry.commentary ?? '').trim() === wanted,
  );
  if (found) return { state: 'live', ...livePost(found.id) };
  const settled = attempt.now.getTime() - attempt.started_at.getTime() >= settledMs;
  return settled ? { state: 'absent' } : { state: 'unknown', ask_again_in: askAgainSeconds };
}

/** The newest first; null where the application may not read them: that permission is given to few. */
async function postsOf({ http, addresses, session }: Author): Promise<Entry[] | null> {
  return http({
    method: 'GET',
    url: `${addresses.api}/rest/posts`,
    query: { author: session.external_id, q: 'author', count: 50, sortBy: 'CREATED' },
    headers: { ...restHeaders, 'x-restli-method': 'FINDER' },
    ...{ token: session.access_token, expects: posts },
  }).then(
    ({ body }) => body.elements,
    (error: unknown) => {
      if (error instanceof PlatformError && error.facts.status === 403) return null;
      throw error;
    },
  );
}

function imagesOf({ content }: Entry): string[] {
  const all = [content?.media, ...(content?.multiImage?.images ?? [])];
  return all.flatMap((one) => one?.id ?? []);
}
