import { graphemesOf } from './graphemes';
import type { PlatformRules } from './rules';

/**
 * The longest beginning of a caption with which the whole text is short enough, cut after a word where there is one,
 * and ending in an ellipsis; the caption itself when it fits. `expand` makes the text of a caption. Null when even an
 * empty caption is too long.
 */
export function shortenCaption(
  { text: { max, count } }: PlatformRules,
  caption: string,
  expand: (caption: string) => string,
): string | null {
  const fits = (candidate: string): boolean => count(expand(candidate)) <= max;
  if (fits(caption)) return caption;
  const parts = graphemesOf(caption);
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(cut(parts, middle))) low = middle;
    else high = middle - 1;
  }
  if (low > 0) {
    const words = cut(parts, low).replace(/\s+\S*…$/u, '…');
    return fits(words) ? words : cut(parts, low);
  }
  return fits('') ? '' : null;
}

/** A picture's description, no longer than the platform takes. */
export function shortenAltText({ media }: PlatformRules, altText: string): string {
  const characters = [...altText];
  if (characters.length <= media.alt_text_max) return altText;
  return (
    characters.slice(0, Math.max(0, media.alt_text_max - 1)).join('') +
    (media.alt_text_max > 0 ? '…' : '')
  );
}

function cut(parts: string[], length: number): string {
  return length === 0 ? '' : `${parts.slice(0, length).join('').trimEnd()}…`;
}
