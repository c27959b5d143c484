// https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json (300 graphemes, 3,000 bytes) and
// https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/embed/images.json (4 pictures; of 2,000,000 bytes
// since lately, and of 1,000,000 by servers that do not know that yet); https://docs.bsky.app/docs/advanced-guides/posts.
// Descriptions: what the official app lets one write.
import { graphemesOf } from '../graphemes';
import type { PlatformRules } from '../rules';

const bytesPerCharacter = 10;

/**
 * Characters as people see them: a family of four in one emoji is one. Of a text that is too long in bytes alone, the
 * bytes are counted, ten for a character.
 */
export function countGraphemes(text: string): number {
  const length = graphemesOf(text).length;
  const byBytes = Math.ceil(Buffer.byteLength(text) / bytesPerCharacter);
  return byBytes > blueskyRules.text.max ? Math.max(length, byBytes) : length;
}

export const blueskyRules: PlatformRules = {
  text: { max: 300, required: false, count: countGraphemes },
  hashtags_max: null,
  link: false,
  media: {
    count: { min: 0, max: 4 },
    media_types: ['image/jpeg', 'image/png', 'image/webp'],
    max_bytes: 1_000_000,
    ratio: null,
    min_width: 1,
    max_width: 4_000,
    max_pixels: null,
    fetched: false,
    alt_text_max: 2_000,
  },
  options: [
    {
      name: 'language',
      description: 'The language of the post, as BCP 47 has it, such as `fr` or `pt-BR`.',
      values: null,
      required: false,
    },
  ],
};
