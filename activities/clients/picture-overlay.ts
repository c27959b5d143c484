import sharp from 'sharp';
import type { ImageEditStep } from '../../models/studio/image-edit';
import { drawText, ofPixels, type Pixels, pixelsOf } from './picture-text';

type Text = Required<ImageEditStep>['text'];
type Watermark = Required<ImageEditStep>['watermark'];
type Overlay = Required<ImageEditStep>['overlay'];

const white = '#ffffff';
const clear = { r: 0, g: 0, b: 0, alpha: 0 };
/** How far from the edge a text stays, as a part of the shorter side. */
const margin = 0.03;
/** How a text that is repeated all over the picture leans. */
const lean = -30;

/** The picture with a text on it; null when there is nothing to draw, or no room for it. */
export async function written(pixels: Pixels, edit: Text): Promise<Pixels | null> {
  const { text, position = 'south', size = 48, colour = white, opacity = 1, background } = edit;
  const room = roomOf(pixels);
  const pad = background === undefined ? 0 : Math.round(size / 3);
  const look = { size, colour, opacity, width: room.width - 2 * pad, height: room.height };
  const drawn = look.width > 0 ? await drawText(text, look) : null;
  const label = drawn && background ? await backed(drawn, { pad, background, opacity }) : drawn;
  if (!label || label.width > room.width || label.height > room.height) return null;
  return await placed(pixels, label, position);
}

/** The picture with a text once at a place, or leaning all over it; null when there is nothing to draw, or no room. */
export async function watermarked(pixels: Pixels, edit: Watermark): Promise<Pixels | null> {
  const { text, position, size = 32, colour = white, opacity = 0.3 } = edit;
  const room = roomOf(pixels);
  const { width, height } = room;
  const drawn = await drawText(text, { size, colour, opacity, width, height });
  if (!drawn || drawn.width > width || drawn.height > height) return null;
  if (position) return await placed(pixels, drawn, position);
  const { data, ...raw } = await tileOf(drawn, size, pixels);
  return await pixelsOf(ofPixels(pixels).composite([{ input: data, raw, tile: true }]));
}

/** The picture with another one on it. */
export async function overlaid(pixels: Pixels, edit: Overlay, other: sharp.Sharp): Promise<Pixels> {
  const { position = 'southeast', scale = 0.2, opacity = 1 } = edit;
  const { height, ...room } = roomOf(pixels);
  const width = Math.max(1, Math.min(room.width, Math.round(pixels.width * scale)));
  const scaled = other.resize({ width, height, fit: 'inside' }).toColourspace('srgb').ensureAlpha();
  const faded = ofPixels(await pixelsOf(scaled)).linear([1, 1, 1, opacity], [0, 0, 0, 0]);
  return await placed(pixels, await pixelsOf(faded), position);
}

/** Text on a ground of its own, which is as opaque as the text. */
async function backed(
  drawn: Pixels,
  { pad, background, opacity }: { pad: number; background: string; opacity: number },
): Promise<Pixels> {
  const [width, height] = [drawn.width + 2 * pad, drawn.height + 2 * pad];
  const { data, ...raw } = drawn;
  const ground = sharp({ create: { width, height, channels: 3, background } }).ensureAlpha(opacity);
  return await pixelsOf(ground.composite([{ input: data, raw, left: pad, top: pad }]));
}

/** The leaning text with room around it, as large as the picture at most. */
async function tileOf(drawn: Pixels, gap: number, picture: Pixels): Promise<Pixels> {
  const leaning = await pixelsOf(ofPixels(drawn).rotate(lean, { background: clear }));
  const sides = { top: gap, bottom: gap, left: gap, right: gap };
  const spaced = await pixelsOf(ofPixels(leaning).extend({ ...sides, background: clear }));
  const { width, height } = picture;
  const fit = { fit: 'inside', withoutEnlargement: true } as const;
  return await pixelsOf(ofPixels(spaced).resize(width, height, fit));
}

/** Where texts may be. */
function roomOf({ width, height }: Pixels): { width: number; height: number; edge: number } {
  const edge = Math.round(Math.min(width, height) * margin);
  return { width: width - 2 * edge, height: height - 2 * edge, edge };
}

async function placed(
  pixels: Pixels,
  label: Pixels,
  position: NonNullable<Text['position']>,
): Promise<Pixels> {
  const { edge } = roomOf(pixels);
  const along = (room: number, size: number, near: boolean, far: boolean): number => {
    if (near) return edge;
    return far ? room - size - edge : Math.round((room - size) / 2);
  };
  const at = (word: string): boolean => position.includes(word);
  const { data, ...raw } = label;
  const left = along(pixels.width, label.width, at('west'), at('east'));
  const top = along(pixels.height, label.height, at('north'), at('south'));
  return await pixelsOf(ofPixels(pixels).composite([{ input: data, raw, left, top }]));
}
