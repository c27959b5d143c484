import { jpegHeader } from './image-jpeg-header';

export const imageTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;
export type ImageType = (typeof imageTypes)[number];

/** Pixels at most, width times height: a small file can claim gigabytes of them. */
export const maximumPixels = 40_000_000;

export type ImageErrorCode =
  'empty_file' | 'not_an_image' | 'unsupported_media_type' | 'image_truncated' | 'image_too_large';

/** What the first bytes say. Width and height are null when more bytes are needed to know them. */
export type ImageInspection =
  | { ok: true; media_type: ImageType; width: number | null; height: number | null }
  | { ok: false; error_code: ImageErrorCode; detail: string };

/** Width and height; 'short' when the bytes end before they are told, 'broken' when they never will be. */
export type Dimensions = { width: number; height: number } | 'short' | 'broken';

/**
 * Judges a picture by its first bytes alone, whatever its name claims: cheap, and nothing is decoded. `complete` says
 * that these are all of the file's bytes. What only decoding can tell is left to who decodes.
 */
export function inspectImage(head: Buffer, { complete }: { complete: boolean }): ImageInspection {
  if (head.length === 0) return refuse('empty_file', 'the file is empty');
  const type = imageTypeOf(head);
  if (type === null) return foreign(head);
  const size = readers[type](head);
  if (size === 'broken') return refuse('not_an_image', 'the header of the picture is damaged');
  if (size === 'short') {
    if (complete) return refuse('image_truncated', 'the file ends inside its header');
    return { ok: true, media_type: type, width: null, height: null };
  }
  const { width, height } = size;
  if (width * height > maximumPixels) {
    return refuse(
      'image_too_large',
      `${width} x ${height} pixels; at most ${maximumPixels} are read`,
    );
  }
  return { ok: true, media_type: type, width, height };
}

/** Whether a whole file stops before its picture does, as an upload that broke off. */
export function endsEarly(bytes: Buffer, type: ImageType): boolean {
  if (type === 'image/png') return bytes.lastIndexOf('IEND') < 0;
  if (type === 'image/webp') return bytes.length < 8 || bytes.readUInt32LE(4) + 8 > bytes.length;
  const { scan } = jpegHeader(bytes);
  return scan === null || bytes.lastIndexOf(Buffer.of(0xff, 0xd9)) < scan;
}

function imageTypeOf(head: Buffer): ImageType | null {
  if (startsWith(head, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  const isRiff = head.toString('latin1', 0, 4) === 'RIFF';
  return isRiff && head.toString('latin1', 8, 12) === 'WEBP' ? 'image/webp' : null;
}

const readers: Record<ImageType, (head: Buffer) => Dimensions> = {
  'image/jpeg': (head) => jpegHeader(head).dimensions,
  'image/png': pngDimensions,
  'image/webp': webpDimensions,
};

function pngDimensions(head: Buffer): Dimensions {
  if (head.length < 24) return 'short';
  if (head.toString('latin1', 12, 16) !== 'IHDR') return 'broken';
  return positive(head.readUInt32BE(16), head.readUInt32BE(20));
}

function webpDimensions(head: Buffer): Dimensions {
  if (head.length < 30) return 'short';
  const chunk = head.toString('latin1', 12, 16);
  if (chunk === 'VP8X') return positive(head.readUIntLE(24, 3) + 1, head.readUIntLE(27, 3) + 1);
  if (chunk === 'VP8 ') {
    return positive(head.readUInt16LE(26) & 0x3fff, head.readUInt16LE(28) & 0x3fff);
  }
  if (chunk !== 'VP8L' || head[20] !== 0x2f) return 'broken';
  const bits = head.readUInt32LE(21);
  return positive((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
}

function positive(width: number, height: number): Dimensions {
  return width > 0 && height > 0 ? { width, height } : 'broken';
}

// Kinds of files that people send instead of pictures we read: told apart so that the answer helps.
const otherFiles = [
  'GIF8',
  'II*\0',
  'MM\0*',
  '%PDF',
  'BM',
  '8BPS',
  'PK\x03\x04',
  '\x1f\x8b',
  '\0\0\0\x0cJXL',
];

function foreign(head: Buffer): ImageInspection {
  const text = head.toString('latin1', 0, 512);
  const isMarkup = /^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*</.test(text);
  const isKnown = otherFiles.some((mark) => text.startsWith(mark)) || text.startsWith('ftyp', 4);
  if (!isMarkup && !isKnown) return refuse('not_an_image', 'the bytes are those of no picture');
  return refuse('unsupported_media_type', 'only JPEG, PNG and WebP pictures are read');
}

function startsWith(head: Buffer, bytes: number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}

function refuse(error_code: ImageErrorCode, detail: string): ImageInspection {
  return { ok: false, error_code, detail };
}
