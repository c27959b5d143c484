// Strong ETags from the version of a row or from a text, and If-Match and If-None-Match against them (RFC 9110 sections
// 8.8.3, 13.1.1 and 13.1.2).
import { createHash } from 'node:crypto';
import { fail } from '../foundation/errors';

/** The ETag of a version of a row. */
export function etag(version: number): string {
  return `"${version}"`;
}

/** The ETag of a text. */
export function textEtag(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url')}"`;
}

/** Whether the client has what this tag stands for. What is no list of tags names none. */
export function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((one) => tagPattern.exec(one)?.[1]?.replace(/^W\//, '') === tag);
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
