// https://developers.facebook.com/docs/instagram-platform/reference/instagram-user/media ("Image specifications"), and
// https://developers.facebook.com/docs/instagram-platform/content-publishing for carousels and limits.
import type { PlatformRules } from '../rules';

/** "A maximum of 2200 characters, 30 hashtags, and 20 @ tags." */
export const mentionsMax = 20;

export const instagramRules: PlatformRules = {
  // How characters are counted is not documented: in UTF-16 units no text comes out too short.
  text: { max: 2_200, required: false, count: (text) => text.length },
  hashtags_max: 30,
  link: false,
  media: {
    count: { min: 1, max: 10 },
    media_types: ['image/jpeg'],
    max_bytes: 8 * 1024 * 1024,
    ratio: { min: 4 / 5, max: 1.91 },
    min_width: 320,
    max_width: 1_440,
    max_pixels: null,
    fetched: true,
    // https://developers.facebook.com/docs/instagram-platform/content-publishing ("alt_text")
    alt_text_max: 1_000,
  },
};
