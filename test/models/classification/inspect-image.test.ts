import fc from 'fast-check';
import sharp from 'sharp';
import { endsEarly, inspectImage } from '../../../models/classification/inspect-image';
import { claimedPng, drawAs, drawFruit } from '../../worker/inference/pictures';

const whole = { complete: true };

describe('inspectImage', () => {
  test('it tells type and size of the pictures that are read', async () => {
    const size = { width: 320, height: 240 };
    expect(inspectImage(await drawFruit(1), whole)).toEqual({
      ok: true,
      media_type: 'image/jpeg',
      ...size,
    });
    expect(inspectImage(await drawAs('png', 1), whole)).toEqual({
      ok: true,
      media_type: 'image/png',
      ...size,
    });
    expect(inspectImage(await drawAs('webp', 1), whole)).toEqual({
      ok: true,
      media_type: 'image/webp',
      ...size,
    });
  });

  test.each([
    ['a progressive JPEG', () => fruit().jpeg({ progressive: true })],
    ['a JPEG with a colour profile', () => fruit().withIccProfile('p3').jpeg()],
    ['a grey JPEG', () => fruit().greyscale().jpeg()],
    ['a lossless WebP', () => fruit().webp({ lossless: true })],
    ['a WebP with transparency', () => fruit().ensureAlpha(0.5).webp()],
    ['a PNG with a palette', () => fruit().png({ palette: true })],
  ])('it agrees with the decoder on %s', async (_name, draw) => {
    const bytes = await draw().toBuffer();
    const { width, height } = await sharp(bytes).metadata();
    expect(inspectImage(bytes, whole)).toMatchObject({ ok: true, width, height });
  });

  test.each([
    ['nothing', Buffer.alloc(0), 'empty_file'],
    ['text', Buffer.from('These are no pixels'), 'not_an_image'],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'unsupported_media_type'],
    ['SVG in UTF-16', Buffer.from('\ufeff<svg/>', 'utf16le'), 'unsupported_media_type'],
    ['HTML', Buffer.from('\n <!doctype html><script>'), 'unsupported_media_type'],
    ['PDF', Buffer.from('%PDF-1.7\n'), 'unsupported_media_type'],
    ['GIF', Buffer.from('GIF89a\x01\0\x01\0'), 'unsupported_media_type'],
    ['TIFF', Buffer.from('II*\0\x08\0\0\0'), 'unsupported_media_type'],
    ['HEIC', Buffer.from('\0\0\0\x18ftypheic'), 'unsupported_media_type'],
    ['a PNG of 60,000 x 60,000', claimedPng(60_000, 60_000), 'image_too_large'],
    ['a PNG without width', claimedPng(0, 10), 'not_an_image'],
    [
      'a WebP of an unknown kind',
      Buffer.from(`RIFF\0\0\0\0WEBPVP9 ${'\0'.repeat(20)}`),
      'not_an_image',
    ],
    ['a JPEG that ends at once', Buffer.of(0xff, 0xd8, 0xff, 0xe0), 'image_truncated'],
    [
      'a JPEG of noise',
      Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 3, 4, 5, 6]),
      'not_an_image',
    ],
  ])('it refuses %s', (_name, bytes, error_code) => {
    expect(inspectImage(bytes, whole)).toMatchObject({ ok: false, error_code });
  });

  test('forty million pixels are read, one row more is not', () => {
    expect(inspectImage(claimedPng(8_000, 5_000), whole).ok).toBe(true);
    expect(inspectImage(claimedPng(8_000, 5_001), whole).ok).toBe(false);
  });

  test('a head that ends before the size is told says so', async () => {
    const head = (await drawFruit(1)).subarray(0, 30);
    const unknown = { ok: true, media_type: 'image/jpeg', width: null, height: null };
    expect(inspectImage(head, { complete: false })).toEqual(unknown);
  });

  test('a picture cut anywhere is known to end early, the whole one is not', async () => {
    const [jpeg, png, webp] = [await drawFruit(2), await drawAs('png', 2), await drawAs('webp', 2)];
    expect(endsEarly(jpeg, 'image/jpeg')).toBe(false);
    expect(endsEarly(png, 'image/png')).toBe(false);
    expect(endsEarly(webp, 'image/webp')).toBe(false);
    for (const share of [0.3, 0.6, 0.9]) {
      expect(endsEarly(jpeg.subarray(0, jpeg.length * share), 'image/jpeg')).toBe(true);
      expect(endsEarly(png.subarray(0, png.length * share), 'image/png')).toBe(true);
      expect(endsEarly(webp.subarray(0, webp.length * share), 'image/webp')).toBe(true);
    }
  });

  test('no bytes whatever make it throw', () => {
    const marks = [
      '',
      '\xff\xd8\xff',
      '\x89PNG\r\n\x1a\n',
      'RIFF\0\0\0\0WEBPVP8 ',
      'RIFF\0\0\0\0WEBPVP8L',
    ];
    const bytes = fc
      .tuple(fc.constantFrom(...marks), fc.uint8Array({ maxLength: 400 }))
      .map(([mark, rest]) => Buffer.concat([Buffer.from(mark, 'latin1'), rest]));
    fc.assert(
      fc.property(bytes, fc.boolean(), (head, complete) => {
        expect(typeof inspectImage(head, { complete }).ok).toBe('boolean');
      }),
      { numRuns: 2_000 },
    );
  });
});

function fruit(): sharp.Sharp {
  return sharp({ create: { width: 91, height: 53, channels: 3, background: '#804060' } });
}
