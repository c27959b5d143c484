// https://developers.facebook.com/docs/graph-api/reference/page/photos ("Upload limits": formats, 10 MB) and
// https://developers.facebook.com/docs/pages-api/posts. Posts of pages, not of people: those take no posts by API.
import { textWithLink } from '../link-text';
import type { PlatformRules } from '../rules';

export const facebookRules: PlatformRules = {
  // https://developers.facebook.com/docs/graph-api/reference/post gives no figure; the site refuses more than 63,206.
  text: { max: 63_206, required: false, count: (text) => text.length, whole: textWithLink },
  hashtags_max: null,
  link: true,
  media: {
    count: { min: 0, max: 10 },
    media_types: ['image/jpeg', 'image/png'],
    max_bytes: 10_000_000,
    ratio: null,
    min_width: 1,
    max_width: 2_048,
    max_pixels: null,
    fetched: false,
    alt_text_max: 1_000,
  },
};
