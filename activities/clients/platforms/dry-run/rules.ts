// No vendor says what nobody sees may be; these are roomy limits like those of most platforms.
import type { PlatformRules } from '../rules';

/** What can be rehearsed, besides success. */
export const rehearsals = ['refused', 'rate_limited', 'disconnected', 'unknown'] as const;

export const dryRunRules: PlatformRules = {
  text: { max: 5_000, required: false, count: (text) => [...text].length },
  hashtags_max: null,
  link: true,
  media: {
    count: { min: 0, max: 10 },
    media_types: ['image/jpeg', 'image/png', 'image/webp'],
    max_bytes: 20_000_000,
    ratio: null,
    min_width: 1,
    max_width: 16_384,
    max_pixels: null,
    fetched: false,
    alt_text_max: 1_500,
  },
  options: [
    {
      name: 'rehearse',
      description: 'What goes wrong, to see what Relais makes of it; nothing when it stays away.',
      values: rehearsals,
      required: false,
    },
  ],
};
