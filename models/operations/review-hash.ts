import { createHash } from 'node:crypto';

/** What a decision is bound to: hashes, texts and ids, no instants and no fractions. */
export type ReviewContent =
  string | boolean | null | number | ReviewContent[] | { [name: string]: ReviewContent };

/** JSON with sorted names and without spaces (RFC 8785), so that equal content is equal text. */
export function canonicalJson(content: ReviewContent): string {
  if (content === null || typeof content !== 'object') return JSON.stringify(content);
  if (Array.isArray(content)) return `[${content.map(canonicalJson).join(',')}]`;
  const entries = Object.entries(content).sort(([left], [right]) => (left < right ? -1 : 1));
  const members = entries.map(([name, value]) => `${JSON.stringify(name)}:${canonicalJson(value)}`);
  return `{${members.join(',')}}`;
}

/** The hexadecimal SHA-256 of content. */
export function contentHash(content: ReviewContent): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}
