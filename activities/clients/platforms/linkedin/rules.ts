// https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api for texts,
// https://learn.microsoft.com/linkedin/marketing/community-management/shares/multiimage-post-api for the number of
// pictures, https://learn.microsoft.com/linkedin/marketing/community-management/shares/images-api for each of them.
import { textWithLink } from '../link-text';
import type { PlatformRules } from '../rules';

export const linkedinRules: PlatformRules = {
  // Counted in UTF-16 units, and without the backslashes that the format of texts asks for.
  text: { max: 3_000, required: false, count: (text) => text.length, whole: textWithLink },
  hashtags_max: null,
  link: true,
  media: {
    count: { min: 0, max: 20 },
    media_types: ['image/jpeg', 'image/png'],
    // The pages name no figure but pixels; the site itself takes pictures up to 5 MB.
    max_bytes: 5_000_000,
    ratio: null,
    min_width: 1,
    max_width: 6_012,
    max_pixels: 36_152_320,
    fetched: false,
    alt_text_max: 4_086,
  },
  options: [
    {
      name: 'visibility',
      values: ['PUBLIC', 'CONNECTIONS', 'LOGGED_IN'],
      required: false,
      description: 'Who may see the post; everybody if left out.',
    },
  ],
};
