// Where a platform shows a link beside pictures only in the text.
import type { PostWords } from './rules';

/** What people read: beside pictures the link stands in a paragraph of its own, unless it is in the text already. */
export function textWithLink({ text, link, media }: PostWords): string {
  if (media.length === 0 || link === null || text.includes(link)) return text;
  return text === '' ? link : `${text}\n\n${link}`;
}
