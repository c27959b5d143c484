// Texts on pictures. What people write is drawn by Pango as text, never as markup and never as SVG.
import sharp from 'sharp';

/** How a text looks. */
export interface TextLook {
  /** Height of a line in pixels. */
  size: number;
  /** `#rrggbb` */
  colour: string;
  /** From 0 to 1. */
  opacity: number;
  /** The longest line in pixels; longer ones are broken. */
  width: number;
  /** How high all lines may be together, in pixels. */
  height: number;
}

/** Pixels from above left, each of so many channels of a byte. */
export interface Pixels {
  data: Buffer;
  width: number;
  height: number;
  channels: 1 | 2 | 3 | 4;
}

// Machines without fonts draw boxes otherwise.
const fontfile = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
/** At this resolution a point of type is a pixel. */
const dpi = 72;
/** No letter is narrower, in parts of the size. */
const narrowest = 0.2;

/** Draws a text on nothing; null when it has nothing to draw, such as a space, or no room for it. */
export async function drawText(
  text: string,
  { size, colour, opacity, width, height }: TextLook,
): Promise<Pixels | null> {
  // Before it is drawn: a long text in large letters would take all memory.
  const lines = text.split('\n').map((line) => Math.ceil((line.length * size * narrowest) / width));
  const least = lines.reduce((sum, count) => sum + Math.max(1, count), 0);
  if (least * size > height) return null;
  const markup = `<span foreground="${colour}">${escaped(text)}</span>`;
  const font = `DejaVu Sans ${size}`;
  const set = { text: markup, font, fontfile, dpi, width, rgba: true, wrap: 'word-char' } as const;
  const faded = sharp({ text: set }).ensureAlpha().linear([1, 1, 1, opacity], [0, 0, 0, 0]);
  return await pixelsOf(faded).catch((error: unknown) => {
    if (error instanceof Error && error.message.includes('no text to render')) return null;
    throw error;
  });
}

/** What a pipeline draws, as it is. */
export async function pixelsOf(pipeline: sharp.Sharp): Promise<Pixels> {
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels as 3 | 4 };
}

/** A pipeline that starts from pixels. */
export function ofPixels({ data, ...raw }: Pixels): sharp.Sharp {
  return sharp(data, { raw });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
