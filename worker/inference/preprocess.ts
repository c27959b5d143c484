import sharp from 'sharp';

/** More pixels than this are refused before anything is decoded. */
export const MAX_INPUT_PIXELS = 40_000_000;

/**
 * Bytes of an image file -> RGB pixels, `size` x `size` x 3, as the model's card describes them.
 * Throws on what cannot be read in full. `ml/preprocess.py` is the same recipe in Python.
 */
export async function preprocessImage(bytes: Buffer, size: number): Promise<Uint8Array> {
  return sharp(bytes, {
    limitInputPixels: MAX_INPUT_PIXELS,
    // Cameras write files that libjpeg warns about; only missing pixels are a reason to refuse.
    failOn: 'truncated',
    pages: 1,
    animated: false,
    autoOrient: true,
    sequentialRead: true,
  })
    .flatten({ background: '#ffffff' })
    .resize(size, size, {
      fit: 'cover',
      position: 'centre',
      kernel: 'linear',
      fastShrinkOnLoad: !isWebp(bytes),
    })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer();
}

/** WebP's own scaler is not the recipe's filter, and saves little; JPEG's saves most of the time. */
function isWebp(bytes: Buffer): boolean {
  return bytes.toString('latin1', 8, 12) === 'WEBP';
}
