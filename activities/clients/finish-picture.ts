import sharp from 'sharp';
import { inspectImage, maximumPixels } from '../../models/classification/inspect-image';
import { type Provenance, withProvenance } from './picture-provenance';

export const pictureMediaType = 'image/png';

/**
 * What a provider sent, in the size that was asked for, with its provenance, without anything else that came with it.
 * Null when it shows nothing.
 */
export async function finishPicture(
  bytes: Buffer,
  size: { width: number; height: number },
  provenance: Provenance,
): Promise<Buffer | null> {
  // What nobody expects, such as SVG, reaches no decoder.
  if (!inspectImage(bytes, { complete: true }).ok) return null;
  try {
    const picture = sharp(bytes, { limitInputPixels: maximumPixels, failOn: 'truncated' })
      .autoOrient()
      .resize({ ...size, fit: 'cover' })
      .toColourspace('srgb');
    return await withProvenance(picture, provenance).png().toBuffer();
  } catch {
    return null;
  }
}
