// Strong ETags from the version of a row, and If-Match against them (RFC 9110 sections 8.8.3 and 13.1.1).
import { fail } from '../foundation/errors';

/** The ETag of a version of a row. */
export function etag(version: number): string {
  return `"${version}"`;
}

const tagPattern = /^\s*("[\x21\x23-\x7e]*"|W\/"[\x21\x23-\x7e]*")\s*$/;

/** Throws `precondition_failed` unless the header, if given, names this version. Weak tags never match. */
export function checkIfMatch(header: string | undefined, version: number): void {
  if (header === undefined || header.trim() === '*') return;
  const tags = header.split(',').map((tag) => tagPattern.exec(tag)?.[1]);
  if (tags.includes(undefined)) {
    const detail = 'must be * or a list of quoted tags';
    throw fail('validation_failed', undefined, [{ parameter: 'If-Match', code: 'etag', detail }]);
  }
  if (!tags.includes(etag(version))) throw fail('precondition_failed');
}

/** Like checkIfMatch, for edits that the contract allows only with the header. */
export function requireIfMatch(header: string | undefined, version: number): void {
  if (header === undefined) throw fail('precondition_required');
  checkIfMatch(header, version);
}
