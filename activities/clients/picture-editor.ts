// Edits of pictures, done one after the other as they were asked for: one pipeline of sharp has an order of its own.
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { turns } from '../../foundation/turns';
import { maximumPixels } from '../../models/classification/inspect-image';
import { EditImpossible, type ImageEditStep, sideLimits } from '../../models/studio/image-edit';
import { ofPixels, type Pixels, pixelsOf } from './picture-text';
import { watermarked, written } from './picture-overlay';

/** An edited picture: a PNG file. */
export interface EditedPicture {
  bytes: Buffer;
  sha256: string;
  width: number;
  height: number;
}

type Step<T extends ImageEditStep['type']> = Extract<ImageEditStep, { type: T }>;

// Decoding runs on libuv's pool, which files, DNS and passwords share.
const inTurn = turns(2);

/**
 * Does the edits to a picture. What it says of its origin (XMP) stays: it was made by a machine, whatever is cut from it.
 * @throws EditImpossible
 */
export async function editPicture(bytes: Buffer, edits: ImageEditStep[]): Promise<EditedPicture> {
  return await inTurn(async () => {
    const input = { limitInputPixels: maximumPixels, failOn: 'truncated', pages: 1 } as const;
    const source = sharp(bytes, { ...input, autoOrient: true });
    let pixels = await pixelsOf(source.toColourspace('srgb'));
    for (const [index, edit] of edits.entries()) {
      pixels = await edited(pixels, edit, index);
      assertSides(pixels, index);
    }
    const { xmpAsString: xmp } = await sharp(bytes).metadata();
    const drawn = ofPixels(pixels).toColourspace('srgb').png();
    const file = await (xmp ? drawn.withXmp(xmp) : drawn).toBuffer();
    const { width, height } = pixels;
    return { bytes: file, sha256: createHash('sha256').update(file).digest('hex'), width, height };
  });
}

async function edited(pixels: Pixels, edit: ImageEditStep, index: number): Promise<Pixels> {
  switch (edit.type) {
    case 'crop':
      return await cropped(pixels, edit, index);
    case 'resize':
      return await resized(pixels, edit, index);
    case 'text':
    case 'watermark': {
      const drawn = await (edit.type === 'text'
        ? written(pixels, edit)
        : watermarked(pixels, edit));
      if (drawn) return drawn;
      throw new EditImpossible(index, 'text', 'the text has nothing to draw, or does not fit');
    }
    default:
      return await pixelsOf(altered(pixels, edit));
  }
}

/** The edits that can always be done. */
function altered(
  pixels: Pixels,
  edit: Exclude<ImageEditStep, Step<'crop' | 'resize' | 'text' | 'watermark'>>,
): sharp.Sharp {
  const picture = ofPixels(pixels);
  switch (edit.type) {
    case 'rotate':
      return picture.rotate(edit.degrees, { background: edit.background ?? '#ffffff' });
    case 'flip':
      return edit.axis === 'horizontal' ? picture.flop() : picture.flip();
    case 'grayscale':
      // Its grayscale() would drop what can be seen through.
      return picture.modulate({ saturation: 0 });
    case 'blur':
      return picture.blur(edit.sigma);
    case 'sharpen':
      return picture.sharpen({ sigma: Math.min(edit.sigma, 10) });
    case 'brightness':
      return picture.linear(edit.factor, 0);
    case 'contrast':
      // About the middle of the scale.
      return picture.linear(edit.factor, 128 * (1 - edit.factor));
    case 'saturation':
      return picture.modulate({ saturation: edit.factor });
  }
}

async function cropped(pixels: Pixels, edit: Step<'crop'>, index: number): Promise<Pixels> {
  const { left, top, width, height } = edit;
  if (left + width > pixels.width || top + height > pixels.height) {
    const size = `${pixels.width} x ${pixels.height}`;
    throw new EditImpossible(index, 'outside', `the crop leaves the picture of ${size} pixels`);
  }
  return await pixelsOf(ofPixels(pixels).extract({ left, top, width, height }));
}

async function resized(pixels: Pixels, edit: Step<'resize'>, index: number): Promise<Pixels> {
  const { width, height, fit = 'cover', background = '#ffffff' } = edit;
  if (width === undefined && height === undefined) {
    throw new EditImpossible(index, 'size', 'width, height or both are needed');
  }
  assertSides(
    {
      width: width ?? Math.round((pixels.width * (height ?? 0)) / pixels.height),
      height: height ?? Math.round((pixels.height * (width ?? 0)) / pixels.width),
    },
    index,
  );
  const size = { ...(width && { width }), ...(height && { height }) };
  return await pixelsOf(ofPixels(pixels).resize({ ...size, fit, background }));
}

function assertSides({ width, height }: Pick<Pixels, 'width' | 'height'>, index: number): void {
  const { min, max } = sideLimits;
  if (Math.min(width, height) >= min && Math.max(width, height) <= max) return;
  const size = `${width} x ${height}`;
  const detail = `it makes ${size} pixels; sides are ${min} to ${max} long`;
  throw new EditImpossible(index, 'size', detail);
}
