import sharp from 'sharp';
import { turns } from '../../foundation/turns';
import { inspectImage, maximumPixels } from '../../models/classification/inspect-image';
import { UnreadablePicture, unreadable } from './classifier-input';

/** The side of the square, in pixels; smaller pictures stay as small as they are. */
const side = 512;

// Decoding runs on libuv's pool, which files, DNS and passwords share.
const inTurn = turns(2);

/**
 * A picture that somebody sent as themselves, as it is shown to others: the square middle, upright, as WebP, without
 * metadata. Nothing of the file itself is kept. Throws `UnreadablePicture`.
 */
export async function renderAvatar(bytes: Buffer): Promise<Buffer> {
  const seen = inspectImage(bytes, { complete: true });
  if (!seen.ok) throw new UnreadablePicture(seen.error_code, seen.detail);
  const { media_type, width, height } = seen;
  if (width === null || height === null) throw new Error('A whole file tells its size or fails');
  const edge = Math.min(side, width, height);
  const input = { limitInputPixels: maximumPixels, failOn: 'truncated', pages: 1 } as const;
  const drawn = sharp(bytes, { ...input, autoOrient: true })
    .resize(edge, edge, { fit: 'cover' })
    .toColourspace('srgb')
    .webp({ quality: 82 });
  return await inTurn(() => drawn.toBuffer()).catch((error: unknown) => {
    throw unreadable({ bytes, media_type, width, height }, error);
  });
}
