import sharp from 'sharp';
import { prepareDecoders } from '../../../activities/clients/classifier-input';
import { editPicture } from '../../../activities/clients/picture-editor';
import { drawText } from '../../../activities/clients/picture-text';
import { newId } from '../../../foundation/ids';
import { EditImpossible, type ImageEditStep } from '../../../models/studio/image-edit';
import { provenance, redAndBlue } from '../../factories/studio-image';

let original: Buffer;
beforeAll(async () => {
  // As in the processes of the product: nothing but pictures is decoded.
  prepareDecoders();
  original = await redAndBlue();
});
// They are those of the whole process, which other suites share.
afterAll(() => sharp.unblock({ operation: ['VipsForeignLoad'] }));

interface Colour {
  red: number;
  green: number;
  blue: number;
}

/** The colour at a place, from 0 to 1 in both directions. */
async function colourAt(bytes: Buffer, x: number, y: number): Promise<Colour> {
  const { data, info } = await sharp(bytes)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * 3;
  return { red: data[at] ?? 0, green: data[at + 1] ?? 0, blue: data[at + 2] ?? 0 };
}

const sizeOf = ({ width, height }: { width: number; height: number }) => ({ width, height });
const editing = (bytes: Buffer, edits: ImageEditStep[]) =>
  editPicture(() => Promise.resolve(bytes), edits);
const edit = (...edits: ImageEditStep[]) => editing(original, edits);
const red = { red: 0xd0, green: 0x20, blue: 0x20 };
const blue = { red: 0x20, green: 0x20, blue: 0xd0 };

/** Every pixel of two pictures, as the number of those that differ. */
async function difference(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all(
    [one, other].map((bytes) => sharp(bytes).toColourspace('srgb').removeAlpha().raw().toBuffer()),
  );
  if (a?.length !== b?.length) throw new Error('pictures of different sizes');
  return a?.reduce((count, value, at) => count + (value === b?.[at] ? 0 : 1), 0) ?? 0;
}

describe('edits of a picture', () => {
  it('are done in the order in which they are asked for', async () => {
    const crop = { crop: { left: 0, top: 0, width: 160, height: 240 } } as const;
    const flip = { flip: 'horizontal' } as const;
    expect(await colourAt((await edit(crop, flip)).bytes, 0.5, 0.5)).toEqual(red);
    expect(await colourAt((await edit(flip, crop)).bytes, 0.5, 0.5)).toEqual(blue);
  });

  it('turn, mirror and scale', async () => {
    const turned = await edit({ rotate: { degrees: 90 } });
    expect(sizeOf(turned)).toEqual({ width: 240, height: 320 });
    expect(await colourAt(turned.bytes, 0.5, 0.1)).toEqual(red);
    expect(await colourAt(turned.bytes, 0.5, 0.9)).toEqual(blue);
    const back = await edit({ rotate: { degrees: 90 } }, { rotate: { degrees: -90 } });
    expect(await difference(back.bytes, original)).toBe(0);
    const leaning = await edit({ rotate: { degrees: 45, background: '#00ff00' } });
    expect(await colourAt(leaning.bytes, 0, 0)).toEqual({ red: 0, green: 255, blue: 0 });
    expect(sizeOf(await edit({ resize: { width: 640 } }))).toEqual({ width: 640, height: 480 });
    expect(sizeOf(await edit({ resize: { height: 120 } }))).toEqual({
      width: 160,
      height: 120,
    });
    const square = { width: 200, height: 200 };
    expect(sizeOf(await edit({ resize: square }))).toEqual({ width: 200, height: 200 });
    const framed = await edit({ resize: { ...square, fit: 'contain', background: '#00ff00' } });
    expect(await colourAt(framed.bytes, 0.5, 0.01)).toEqual({ red: 0, green: 255, blue: 0 });
  });

  it('change colours', async () => {
    const grey = await colourAt((await edit({ grayscale: true })).bytes, 0.1, 0.5);
    expect(grey.red).toBe(grey.green);
    expect(grey.blue).toBe(grey.green);
    const dark = await edit({ brightness: 0.5 });
    expect(await colourAt(dark.bytes, 0.1, 0.5)).toEqual({ red: 0x68, green: 0x10, blue: 0x10 });
    const flat = await colourAt((await edit({ contrast: 0 })).bytes, 0.1, 0.5);
    expect(flat).toEqual({ red: 128, green: 128, blue: 128 });
    const pale = await colourAt((await edit({ saturation: 0 })).bytes, 0.1, 0.5);
    expect(Math.abs(pale.red - pale.blue)).toBeLessThan(4);
  });

  it('blur and sharpen', async () => {
    const blurred = await edit({ blur: 8 });
    const middle = await colourAt(blurred.bytes, 0.5, 0.5);
    expect(Math.abs(middle.red - middle.blue)).toBeLessThan(30);
    const sharpened = await editing(blurred.bytes, [{ sharpen: 4 }]);
    expect(await difference(sharpened.bytes, blurred.bytes)).toBeGreaterThan(0);
  });

  it('write texts where they are wanted, and nowhere else', async () => {
    const text = { text: 'Nouvelle récolte', size: 24 };
    const below = (await edit({ text: { ...text, position: 'south', colour: '#ffffff' } })).bytes;
    const half = async (bytes: Buffer, top: number) =>
      await sharp(bytes).extract({ left: 0, top, width: 320, height: 120 }).png().toBuffer();
    expect(await difference(await half(below, 0), await half(original, 0))).toBe(0);
    expect(await difference(await half(below, 120), await half(original, 120))).toBeGreaterThan(
      500,
    );
    const backed = await edit({
      text: { ...text, position: 'centre', background: '#00ff00', opacity: 1 },
    });
    const [left, above] = [160 - 130, 120 - 10];
    const area = { left, top: above, width: 260, height: 20 };
    const ground = await sharp(backed.bytes).extract(area).png().toBuffer();
    const { channels } = await sharp(ground).stats();
    expect(channels[1]?.mean).toBeGreaterThan(180);
  });

  it('lay a watermark all over, or at one place', async () => {
    const watermark = { text: 'Domaine Diallo', size: 16, opacity: 0.5 };
    const everywhere = (await edit({ watermark })).bytes;
    const corner = (await edit({ watermark: { ...watermark, position: 'northwest' } })).bytes;
    for (const [left, top] of [
      [0, 0],
      [160, 0],
      [0, 120],
      [160, 120],
    ] as const) {
      const quarter = async (bytes: Buffer) =>
        await sharp(bytes).extract({ left, top, width: 160, height: 120 }).png().toBuffer();
      expect(await difference(await quarter(everywhere), await quarter(original))).not.toBe(0);
      const once = await difference(await quarter(corner), await quarter(original));
      if (left + top === 0) expect(once).not.toBe(0);
      else expect(once).toBe(0);
    }
  });

  it('lay another picture at a place, as large and as strong as it is wanted', async () => {
    const create = { width: 100, height: 50, channels: 3, background: '#00ff00' } as const;
    const logo = await sharp({ create }).toColourspace('b-w').png().toBuffer();
    const lay = async (overlay: Partial<Required<ImageEditStep>['overlay']>) => {
      const edits = [{ overlay: { image_id: newId(), ...overlay } }];
      const read = () => Promise.resolve(original);
      return (await editPicture(read, edits, () => Promise.resolve(logo))).bytes;
    };
    const once = await lay({ position: 'northwest', scale: 0.25 });
    const changed = await difference(once, original);
    // 80 x 40 pixels of three colours each.
    expect(changed).toBe(80 * 40 * 3);
    const { red: full } = await colourAt(once, 0.1, 0.1);
    const { red: half } = await colourAt(
      await lay({ position: 'northwest', scale: 0.25, opacity: 0.5 }),
      ...([0.1, 0.1] as const),
    );
    expect(Math.abs(half - (full + red.red) / 2)).toBeLessThan(3);
    expect(await colourAt(once, 0.9, 0.9)).toEqual(blue);
    expect(await colourAt(await lay({}), 0.1, 0.1)).toEqual(red);
    expect(await difference(await lay({ opacity: 0 }), original)).toBe(0);
    expect(await difference(await lay({ scale: 1 }), original)).toBeGreaterThan(changed);
  });

  it('draw what people write as text, whatever it looks like', async () => {
    const look = { size: 20, colour: '#000000', opacity: 1, width: 4_000, height: 100 };
    const width = async (text: string) => (await drawText(text, look))?.width ?? 0;
    expect(await width('<b>&amp;</b>')).toBeGreaterThan(await width('<b>&amp;</b'));
    expect(await width('&lt;')).toBeGreaterThan(2 * (await width('<')));
    for (const text of ['<svg onload="x"/>', '</span><span size="999999">x', '&#x41;&unknown;']) {
      expect(await width(text)).toBeGreaterThan(await width('x'));
    }
  });

  it('refuse a text that has no room before it is drawn', async () => {
    const text = 'plums\n'.repeat(80);
    const tall = [{ watermark: { text, size: 512 } }, { text: { text, size: 512 } }];
    for (const one of tall) await expect(edit(one)).rejects.toThrow(EditImpossible);
  });

  it('keep what a picture says of its origin, and no other metadata', async () => {
    const camera = await sharp(original)
      .withXmp(provenance)
      .withExif({ IFD0: { Artist: 'somebody' } })
      .png()
      .toBuffer();
    const { bytes } = await editing(camera, [{ grayscale: true }]);
    const { xmpAsString, exif } = await sharp(bytes).metadata();
    expect(xmpAsString).toContain('digitalsourcetype/trainedAlgorithmicMedia');
    expect(exif).toBeUndefined();
  });

  it('keep what can be seen through', async () => {
    const clear = await sharp({
      create: {
        width: 100,
        height: 100,
        channels: 4,
        background: { r: 0, g: 0, b: 255, alpha: 0 },
      },
    })
      .png()
      .toBuffer();
    const edits: ImageEditStep[] = [{ brightness: 2 }, { contrast: 0.5 }, { grayscale: true }];
    const { channels } = await sharp((await editing(clear, edits)).bytes).stats();
    expect(channels.at(-1)?.max).toBe(0);
  });

  it('give the same file for the same picture', async () => {
    const mark = { watermark: { text: 'Diallo' } };
    const [one, other] = [await edit(mark), await edit(mark)];
    expect(one.sha256).toBe(other.sha256);
    expect(one.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, ImageEditStep, string]>([
    ['a crop outside', { crop: { left: 300, top: 0, width: 64, height: 64 } }, 'outside'],
    ['too small a result', { resize: { width: 64 } }, 'size'],
    ['too large a result', { resize: { width: 64, height: 4_097 } }, 'size'],
    ['a scale without a side', { resize: { fit: 'fill' } }, 'size'],
    ['a text of spaces', { text: { text: '\u00a0' } }, 'text'],
    ['a text without room', { text: { text: 'high', size: 300 } }, 'text'],
    ['a picture that is not there', { overlay: { image_id: newId() } }, 'picture'],
  ])('refuse %s, and say which edit it was', async (_what, wrong, code) => {
    const refused = edit({ grayscale: true }, wrong);
    await expect(refused).rejects.toThrow(EditImpossible);
    await expect(refused).rejects.toMatchObject({ index: 1, code });
  });
});
