import type { ErrorDetail } from '../foundation/errors';

/** Where a value has texts that are kept by no database: with a character of code 0, or half of one. */
export function unstorableTexts(body: unknown): ErrorDetail[] {
  const found: ErrorDetail[] = [];
  const left = [{ pointer: '', value: body }];
  // Without recursion: a body may be as deep as it is long.
  for (let one = left.pop(); one; one = left.pop()) {
    const { pointer, value } = one;
    if (typeof value === 'string' && (value.includes('\0') || /\p{Cs}/u.test(value))) {
      const detail = 'must not have a character of code 0, or half of one';
      found.unshift({ pointer, code: 'format', detail });
    } else if (typeof value === 'object' && value !== null) {
      const inside = Object.entries(value).map(([name, inner]) => ({
        pointer: `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        value: inner as unknown,
      }));
      for (const part of inside) left.push(part);
    }
  }
  return found;
}
