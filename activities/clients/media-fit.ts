import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { turns } from '../../foundation/turns';
import { inspectImage, maximumPixels } from '../../models/classification/inspect-image';
import { UnreadablePicture, unreadable } from './classifier-input';
import { planMedia, type MediaChange, type MediaPlan } from './platforms/media-plan';
import type { PostMedia } from './platforms/platform';
import type { MediaRules } from './platforms/rules';

/** A picture as one platform takes it. */
export interface FittedMedia extends Pick<
  PostMedia,
  'sha256' | 'media_type' | 'width' | 'height' | 'size_bytes'
> {
  bytes: Buffer;
  changes: MediaChange[];
}

// Decoding runs on libuv's pool, which files, DNS and passwords share.
const inTurn = turns(2);

/** Qualities that are tried until the file is small enough; after the last one, fewer pixels. */
const qualities = [90, 82, 74, 66];
const smaller = 0.8;

/**
 * Cuts, scales and converts a picture to what a platform takes; one that fits goes through byte by byte. The same
 * bytes and rules give the same picture. What a picture says of its origin (XMP) stays, other metadata does not.
 * @throws UnreadablePicture
 */
export async function fitMedia(bytes: Buffer, rules: MediaRules): Promise<FittedMedia> {
  const seen = inspectImage(bytes, { complete: true });
  if (!seen.ok) throw new UnreadablePicture(seen.error_code, seen.detail);
  const { media_type } = seen;
  const known = { media_type, width: seen.width ?? 0, height: seen.height ?? 0, bytes };
  return await inTurn(async () => {
    const { autoOrient: size } = await sharp(bytes).metadata();
    const shape = { media_type, width: size.width, height: size.height, size_bytes: bytes.length };
    const plan = planMedia(shape, rules);
    if (plan.changes.length === 0) return described(bytes, plan);
    return await encode(bytes, plan, rules);
  }).catch((error: unknown) => {
    throw error instanceof UnreadablePicture ? error : unreadable(known, error);
  });
}

async function encode(bytes: Buffer, plan: MediaPlan, rules: MediaRules): Promise<FittedMedia> {
  let size = plan;
  // A side of one pixel is as small as pictures get; no rules are that narrow.
  while (size.width > 1 && size.height > 1) {
    for (const quality of plan.media_type === 'image/png' ? [100] : qualities) {
      const file = await draw(bytes, size, quality);
      if (file.length <= rules.max_bytes) return described(file, size);
    }
    const shape = { ...size, size_bytes: 0, width: Math.floor(size.width * smaller) };
    const less = planMedia({ ...shape, height: Math.floor(size.height * smaller) }, rules);
    if (less.width >= size.width) break;
    size = { ...less, changes: [...new Set<MediaChange>([...plan.changes, 'resize'])] };
  }
  throw new UnreadablePicture('image_too_large', `it cannot be made of ${rules.max_bytes} bytes`);
}

async function draw(bytes: Buffer, plan: MediaPlan, quality: number): Promise<Buffer> {
  const input = { limitInputPixels: maximumPixels, failOn: 'truncated', pages: 1 } as const;
  const drawn = sharp(bytes, { ...input, autoOrient: true })
    .resize(plan.width, plan.height, { fit: 'cover', position: 'centre' })
    .toColourspace('srgb')
    .keepXmp();
  if (plan.media_type === 'image/png') return await drawn.png({ compressionLevel: 9 }).toBuffer();
  if (plan.media_type === 'image/webp') return await drawn.webp({ quality }).toBuffer();
  // JPEG knows no transparency.
  return await drawn.flatten({ background: '#ffffff' }).jpeg({ quality }).toBuffer();
}

function described(bytes: Buffer, { width, height, media_type, changes }: MediaPlan): FittedMedia {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes, sha256, media_type, width, height, size_bytes: bytes.length, changes };
}
