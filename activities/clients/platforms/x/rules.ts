// https://docs.x.com/fundamentals/counting-characters (280, weighted),
// https://docs.x.com/x-api/media/quickstart/best-practices (JPEG, PNG, WebP of 5 MB, 4 to 8,192 pixels) and
// https://docs.x.com/x-api/media/create-media-metadata (1,000 characters of description).
import type { PlatformRules } from '../rules';
import { weightedLength } from './weighted-length';

export const xRules: PlatformRules = {
  text: { max: 280, required: false, count: weightedLength },
  hashtags_max: null,
  link: false,
  media: {
    count: { min: 0, max: 4 },
    media_types: ['image/jpeg', 'image/png', 'image/webp'],
    max_bytes: 5_000_000,
    ratio: null,
    min_width: 4,
    max_width: 8_192,
    max_pixels: null,
    fetched: false,
    alt_text_max: 1_000,
  },
  options: [
    {
      name: 'reply_settings',
      description: 'Who may answer; everybody when it stays away.',
      values: ['following', 'mentionedUsers', 'subscribers', 'verified'],
      required: false,
    },
    {
      name: 'made_with_ai',
      description: 'Whether the pictures are marked as generated; they are when it stays away.',
      values: ['true', 'false'],
      required: false,
    },
  ],
};
