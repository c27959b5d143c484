// Edits of pictures, done one after the other as they were asked for: one pipeline of sharp has an order of its own.
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { turns } from '../../foundation/turns';
import { maximumPixels } from '../../models/classification/inspect-image';
import { EditImpossible, type ImageEditStep, sideLimits } from '../../models/studio/image-edit';
import { overlaid, watermarked, written } from './picture-overlay';
import { ofPixels, type Pixels, pixelsOf } from './picture-text';

/** An edited picture: a PNG file. */
export interface EditedPicture {
  bytes: Buffer;
  sha256: string;
  width: number;
  height: number;
}

type Kind = keyof ImageEditStep;
type Options<K extends Kind> = Required<ImageEditStep>[K];
/** The bytes of another picture that may be laid on this one; null when there is none. */
export type ReadOther = (imageId: string) => Promise<Buffer | null>;
/** What an edit makes of pixels: a drawing to be done, or one that is done, or null where it has nothing to draw. */
type Edit<K extends Kind> = (
  pixels: Pixels,
  options: Options<K>,
  given: { index: number; readOther: ReadOther },
) => sharp.Sharp | Promise<Pixels | null>;

const editors: { [K in Kind]-?: Edit<K> } = {
  crop: cropped,
  resize: resized,
  rotate: (pixels, { degrees, background = '#ffffff' }) =>
    ofPixels(pixels).rotate(degrees, { background }),
  flip: (pixels, axis) =>
    axis === 'horizontal' ? ofPixels(pixels).flop() : ofPixels(pixels).flip(),
  // The library's grayscale() would drop what can be seen through.
  grayscale: (pixels) => ofPixels(pixels).modulate({ saturation: 0 }),
  blur: (pixels, sigma) => ofPixels(pixels).blur(sigma),
  sharpen: (pixels, sigma) => ofPixels(pixels).sharpen({ sigma }),
  brightness: (pixels, factor) => ofPixels(pixels).linear(factor, 0),
  // About the middle of the scale.
  contrast: (pixels, factor) => ofPixels(pixels).linear(factor, 128 * (1 - factor)),
  saturation: (pixels, saturation) => ofPixels(pixels).modulate({ saturation }),
  text: written,
  watermark: watermarked,
  overlay: async (pixels, options, { readOther }) => {
    const bytes = await readOther(options.image_id);
    return bytes && (await overlaid(pixels, options, decoded(bytes)));
  },
};

// Decoding runs on libuv's pool, which files, DNS and passwords share.
const inTurn = turns(2, { waitingAtMost: 16, refusal: 'Too many pictures are being edited.' });

/**
 * Does the edits to a picture. What it says of its origin (XMP) stays: it was made by a machine, whatever is cut from it.
 * @throws EditImpossible
 */
export async function editPicture(
  read: () => Promise<Buffer>,
  edits: ImageEditStep[],
  readOther: ReadOther = () => Promise.resolve(null),
): Promise<EditedPicture> {
  return await inTurn(async () => {
    const bytes = await read();
    let pixels = await pixelsOf(decoded(bytes).toColourspace('srgb'));
    for (const [index, edit] of edits.entries()) {
      pixels = await edited(pixels, edit, { index, readOther });
      assertSides(pixels, index);
    }
    const { xmpAsString: xmp } = await sharp(bytes).metadata();
    const drawn = ofPixels(pixels).toColourspace('srgb').png();
    const file = await (xmp ? drawn.withXmp(xmp) : drawn).toBuffer();
    const { width, height } = pixels;
    return { bytes: file, sha256: createHash('sha256').update(file).digest('hex'), width, height };
  });
}

function decoded(bytes: Buffer): sharp.Sharp {
  const input = { limitInputPixels: maximumPixels, failOn: 'truncated', pages: 1 } as const;
  return sharp(bytes, { ...input, autoOrient: true });
}

async function edited(
  pixels: Pixels,
  edit: ImageEditStep,
  given: Parameters<Edit<Kind>>[2],
): Promise<Pixels> {
  // The contract allows exactly one.
  const [kind] = Object.keys(edit) as [Kind];
  const editor = editors[kind] as Edit<Kind>;
  const made = await editor(pixels, edit[kind] as Options<Kind>, given);
  if (made === null) throw nothingToDraw(kind, given.index);
  return 'data' in made ? made : await pixelsOf(made);
}

function nothingToDraw(kind: Kind, index: number): EditImpossible {
  return kind === 'overlay'
    ? new EditImpossible(index, 'picture', 'there is no such picture to lay on it')
    : new EditImpossible(index, 'text', 'the text has nothing to draw, or does not fit');
}

function cropped(pixels: Pixels, area: Options<'crop'>, { index }: { index: number }): sharp.Sharp {
  const { left, top, width, height } = area;
  if (left + width > pixels.width || top + height > pixels.height) {
    const size = `${pixels.width} x ${pixels.height}`;
    throw new EditImpossible(index, 'outside', `the crop leaves the picture of ${size} pixels`);
  }
  return ofPixels(pixels).extract({ left, top, width, height });
}

function resized(
  pixels: Pixels,
  options: Options<'resize'>,
  { index }: { index: number },
): sharp.Sharp {
  const { width, height, fit = 'cover', background = '#ffffff' } = options;
  if (width === undefined && height === undefined) {
    throw new EditImpossible(index, 'size', 'width, height or both are needed');
  }
  const size = {
    width: width ?? Math.round((pixels.width * (height ?? 0)) / pixels.height),
    height: height ?? Math.round((pixels.height * (width ?? 0)) / pixels.width),
  };
  assertSides(size, index);
  return ofPixels(pixels).resize({ ...size, fit, background });
}

function assertSides({ width, height }: Pick<Pixels, 'width' | 'height'>, index: number): void {
  const { min, max } = sideLimits;
  if (Math.min(width, height) >= min && Math.max(width, height) <= max) return;
  const detail = `it makes ${width} x ${height} pixels; sides are ${min} to ${max} long`;
  throw new EditImpossible(index, 'size', detail);
}
