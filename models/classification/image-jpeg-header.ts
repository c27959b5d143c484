import type { Dimensions } from './inspect-image';

export interface JpegHeader {
  dimensions: Dimensions;
  /** Where the first scan begins, null when the bytes end before it. */
  scan: number | null;
}

/** Walks the segments before the first scan: frame headers tell the size, everything else is skipped by its length. */
export function jpegHeader(bytes: Buffer): JpegHeader {
  let dimensions: Dimensions = 'short';
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) return { dimensions: 'broken', scan: null };
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xda)
      return { dimensions: dimensions === 'short' ? 'broken' : dimensions, scan: at };
    if (isFrame(marker)) {
      if (at + 9 > bytes.length) break;
      const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
      if (width === 0 || height === 0) return { dimensions: 'broken', scan: null };
      dimensions = { width, height };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return { dimensions, scan: null };
}

/** C0 to CF start a frame, but for the three that carry tables. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
