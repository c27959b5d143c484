import type { MediaRules, PlatformRules } from '../../../../activities/clients/platforms/rules';

/** Rules of no platform, loose where a test does not say otherwise. */
export function sampleRules(
  media: Partial<MediaRules> = {},
  rules: Partial<Omit<PlatformRules, 'media'>> = {},
): PlatformRules {
  return {
    text: { max: 300, required: false, count: (text) => [...text].length },
    hashtags_max: null,
    link: true,
    ...rules,
    media: {
      count: { min: 0, max: 4 },
      media_types: ['image/jpeg', 'image/png', 'image/webp'],
      max_bytes: 5_000_000,
      ratio: null,
      min_width: 1,
      max_width: 8192,
      max_pixels: null,
      fetched: false,
      alt_text_max: 1000,
      ...media,
    },
  };
}
