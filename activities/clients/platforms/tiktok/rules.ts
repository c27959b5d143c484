// https://developers.tiktok.com/doc/content-posting-api-reference-photo-post for texts and counts,
// https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide ("Image restrictions") for pictures.
import type { PlatformRules } from '../rules';

/** "The maximum length is 90 in UTF-16 runes." */
export const titleMax = 90;

/** What creators may be offered as readers of a post; which of them, only they are told. */
export const privacyLevels = [
  'PUBLIC_TO_EVERYONE',
  'MUTUAL_FOLLOW_FRIENDS',
  'FOLLOWER_OF_CREATOR',
  'SELF_ONLY',
] as const;

export const tiktokRules: PlatformRules = {
  // The description: "The maximum length is 4000 in UTF-16 runes."
  text: { max: 4_000, required: false, count: (text) => text.length },
  hashtags_max: null,
  link: false,
  media: {
    count: { min: 1, max: 35 },
    media_types: ['image/jpeg', 'image/webp'],
    max_bytes: 20_000_000,
    ratio: null,
    min_width: 1,
    // "Maximum of 1080p": no side turned either way is over it then.
    max_width: 1_080,
    max_pixels: 1_080 * 1_920,
    fetched: true,
    alt_text_max: 0,
  },
  options: [
    {
      name: 'privacy_level',
      values: privacyLevels,
      required: false,
      description:
        'Who may see the post, out of what the creator is offered; everybody if left out.',
    },
    {
      name: 'comments',
      values: ['on', 'off'],
      required: false,
      description: 'Whether people may comment; on if left out.',
    },
    {
      name: 'music',
      values: ['on', 'off'],
      required: false,
      description:
        'Whether the platform adds music of its choice to the pictures; off if left out.',
    },
  ],
};
