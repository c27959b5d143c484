// Figures of a server that changed nothing: https://docs.joinmastodon.org/user/posting/ (500 characters, links count 23,
// of a mention only the name), https://docs.joinmastodon.org/entities/Instance/ (`configuration`) and
// https://docs.joinmastodon.org/methods/media/ (descriptions). What a server says of itself goes before these.
import { graphemesOf } from '../graphemes';
import type { PlatformRules, PostWords } from '../rules';

/** What a link counts, however long it is. */
const linkCharacters = 23;
/** Links end before what ends the sentence around them; parentheses belong to them in pairs. */
const links = /https?:\/\/[^\s<>"]+(?<=[^\p{P}]|[/#_-]|\([^\s():]*\))/giu;
// As Account::MENTION_RE of the server's source finds them, in fewer ways: a long name is tried but once.
const mentions =
  /(?<![=/\p{L}\p{M}\p{N}_])@([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)@[\p{L}\p{N}_.-]+[\p{L}\p{N}_]+/giu;

/** Characters as the server counts them: those that people see, with short links and mentions without their server. */
export function countCharacters(text: string, perLink = linkCharacters): number {
  const short = text.replaceAll(links, 'x'.repeat(perLink)).replaceAll(mentions, '@$1');
  return graphemesOf(short).length;
}

/** A warning counts as text. */
function withWarning({ text, options }: PostWords): string {
  const warning = options?.['content_warning'];
  return typeof warning === 'string' ? warning + text : text;
}

export const mastodonRules: PlatformRules = {
  text: {
    ...{ max: 500, required: false, whole: withWarning },
    count: (text) => countCharacters(text),
  },
  hashtags_max: null,
  link: false,
  media: {
    count: { min: 0, max: 4 },
    media_types: ['image/jpeg', 'image/png', 'image/webp'],
    max_bytes: 10_485_760,
    ratio: null,
    min_width: 1,
    max_width: 16_384,
    max_pixels: 16_777_216,
    fetched: false,
    alt_text_max: 1_500,
  },
  options: [
    {
      name: 'visibility',
      description: 'Who sees the post; as the account prefers when it stays away.',
      values: ['public', 'unlisted', 'private'],
      required: false,
    },
    {
      name: 'content_warning',
      description: 'What is shown in place of the post until somebody wants to see it.',
      values: null,
      required: false,
    },
    {
      name: 'language',
      description: 'The language of the post, as ISO 639-1 has it, such as `fr`.',
      values: null,
      required: false,
    },
  ],
};
