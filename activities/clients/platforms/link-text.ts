// Where a platform shows a link only in the text.
import type { Finding, PreparedPost } from './platform';
import type { PlatformRules } from './rules';

/** The text, with the link in a paragraph of its own unless it is there already. */
export function textWithLink({ text, link }: Pick<PreparedPost, 'text' | 'link'>): string {
  if (link === null || text.includes(link)) return text;
  return text === '' ? link : `${text}\n\n${link}`;
}

/** What there is to say if the link does not fit into the text. */
export function checkTextWithLink({ text }: PlatformRules, post: PreparedPost): Finding[] {
  const count = text.count(textWithLink(post));
  if (count <= text.max) return [];
  const detail = `${count} characters with the link, which has no room beside pictures; at most ${text.max}.`;
  const found = { count, max: text.max };
  return [{ code: 'caption_too_long', severity: 'error', detail, fix: 'shorten', ...found }];
}
