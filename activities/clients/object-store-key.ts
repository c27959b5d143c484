/** There is no object under this key. */
export class ObjectMissing extends Error {
  constructor(readonly key: string) {
    super(`No object ${key}`);
    this.name = 'ObjectMissing';
  }
}

const longestKey = 1024;
const longestSegment = 255;

/**
 * Whether a text may be a key: segments joined by single slashes, none hidden or climbing, no control characters.
 * Our own keys are ASCII, but what others drop under `imports/` may carry spaces and accents.
 */
export function isObjectKey(key: string): boolean {
  return Buffer.byteLength(key) <= longestKey && key.split('/').every(isSegment);
}

function isSegment(segment: string): boolean {
  return (
    segment !== '' &&
    !segment.startsWith('.') &&
    Buffer.byteLength(segment) <= longestSegment &&
    !/[\p{Cc}\p{Cs}\\:*?"<>|]/u.test(segment)
  );
}

/** Refuses what cannot be a key, before it can name a path outside the store. */
export function assertObjectKey(key: string): void {
  if (!isObjectKey(key)) throw new Error('Not an object key');
}

/** The order of keys in every driver: that of their UTF-8 bytes, as in S3. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
