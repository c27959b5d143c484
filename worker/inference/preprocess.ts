import sharp from 'sharp';

/** More pixels than this are refused before anything is decoded. */
export const MAX_INPUT_PIXELS = 40_000_000;

const CHANNELS = 3;

/**
 * Bytes of an image file -> RGB pixels, `size` x `size` x 3, as the model's card describes them.
 * Throws on what cannot be read in full. `ml/preprocess.py` is the same recipe in Python.
 */
export async function preprocessImage(bytes: Buffer, size: number): Promise<Uint8Array> {
  const { data, info } = await sharp(bytes, {
    limitInputPixels: MAX_INPUT_PIXELS,
    // Cameras write files that libjpeg warns about; only missing pixels are a reason to refuse.
    failOn: 'truncated',
    pages: 1,
    animated: false,
    autoOrient: true,
    sequentialRead: true,
  })
    .flatten({ background: '#ffffff' })
    // The triangle filter is the one that PIL and libvips compute alike.
    .resize(size, size, { fit: 'cover', position: 'centre', kernel: 'linear' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return toThreeChannels(data, info.channels);
}

/** Grey pictures come out of sharp with a single channel; the model wants three. */
function toThreeChannels(data: Buffer, channels: number): Uint8Array {
  if (channels === CHANNELS) return data;
  const pixels = data.length / channels;
  const rgb = new Uint8Array(pixels * CHANNELS);
  for (let index = 0; index < pixels; index += 1) {
    rgb.fill(data[index * channels] ?? 0, index * CHANNELS, (index + 1) * CHANNELS);
  }
  return rgb;
}
