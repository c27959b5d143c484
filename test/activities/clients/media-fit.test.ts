import fc from 'fast-check';
import sharp from 'sharp';
import { UnreadablePicture } from '../../../activities/clients/classifier-input';
import { fitMedia } from '../../../activities/clients/media-fit';
import { planMedia } from '../../../activities/clients/platforms/media-plan';
import type { MediaRules } from '../../../activities/clients/platforms/rules';
import { sampleRules } from './platforms/sample-rules';

const origin = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/>
</rdf:RDF></x:xmpmeta>`;

/** Noise, which does not compress; half of it lets the ground through. */
function noise(width: number, height: number): sharp.Sharp {
  const bytes = Buffer.alloc(width * height * 4);
  for (let at = 0, seed = 7; at < bytes.length; at += 1) {
    seed = Math.imul(seed, 1103515245) + 12345;
    bytes[at] = seed >>> 24;
  }
  return sharp(bytes, { raw: { width, height, channels: 4 } });
}

function rules(media: Partial<MediaRules>): MediaRules {
  return sampleRules(media).media;
}

describe('a picture for a platform', () => {
  it('goes through byte by byte when it fits', async () => {
    const bytes = await noise(64, 64).jpeg().toBuffer();
    const fitted = await fitMedia(bytes, rules({}));
    expect(fitted.bytes.equals(bytes)).toBe(true);
    expect(fitted).toMatchObject({ width: 64, height: 64, changes: [] });
  });

  it('is cut to its middle, scaled, converted on white, and keeps what it says of its origin', async () => {
    const bytes = await noise(900, 300).withXmp(origin).png().toBuffer();
    const target = rules({
      media_types: ['image/jpeg'],
      ratio: { min: 0.8, max: 1.5 },
      max_width: 240,
    });
    const fitted = await fitMedia(bytes, target);
    expect(fitted).toMatchObject({ media_type: 'image/jpeg', width: 240, height: 160 });
    expect(fitted.changes).toEqual(['crop', 'resize', 'convert']);
    const { format, width, height, xmpAsString } = await sharp(fitted.bytes).metadata();
    expect({ format, width, height }).toEqual({ format: 'jpeg', width: 240, height: 160 });
    expect(xmpAsString).toContain('trainedAlgorithmicMedia');
    const again = await fitMedia(bytes, target);
    expect(again.sha256).toBe(fitted.sha256);
  });

  it('is compressed, then made smaller, until it is light enough', async () => {
    const bytes = await noise(400, 400).png().toBuffer();
    for (const max_bytes of [150_000, 4_000]) {
      const fitted = await fitMedia(bytes, rules({ max_bytes }));
      expect(fitted.size_bytes).toBeLessThanOrEqual(max_bytes);
      expect(fitted.media_type).toBe('image/jpeg');
      expect(fitted.changes).toContain('convert');
      expect(fitted.changes.includes('resize')).toBe(max_bytes === 4_000);
    }
  });

  it('stands upright as it was taken', async () => {
    const bytes = await noise(300, 100).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const fitted = await fitMedia(bytes, rules({ max_width: 50 }));
    expect([fitted.width, fitted.height]).toEqual([50, 150]);
  });

  it('is told apart from what is no picture and from what cannot become small enough', async () => {
    await expect(fitMedia(Buffer.from('GIF89a'), rules({}))).rejects.toThrow(UnreadablePicture);
    const bytes = await noise(200, 200).png().toBuffer();
    const broken = bytes.subarray(0, 2000);
    await expect(fitMedia(broken, rules({ max_width: 50 }))).rejects.toMatchObject({
      error_code: 'image_truncated',
    });
    await expect(fitMedia(bytes, rules({ max_bytes: 2000, min_width: 200 }))).rejects.toMatchObject(
      {
        error_code: 'image_too_large',
      },
    );
  });
});

describe('the plan for a picture', () => {
  it('keeps every rule, whatever the picture', () => {
    const side = fc.integer({ min: 64, max: 4096 });
    const ratio = fc.option(
      fc.constantFrom({ min: 0.8, max: 1.91 }, { min: 1, max: 1 }, { min: 0.5, max: 2 }),
    );
    fc.assert(
      fc.property(side, side, ratio, fc.boolean(), (width, height, wanted, limited) => {
        const target = rules({
          ...{ ratio: wanted, min_width: 320, max_width: 1440, media_types: ['image/jpeg'] },
          max_pixels: limited ? 1_000_000 : null,
        });
        const plan = planMedia({ width, height, media_type: 'image/png', size_bytes: 1 }, target);
        // What is very high would need more pixels than are taken to be wide enough.
        const narrow = limited && wanted === null && height / width > 9;
        expect(plan.width).toBeGreaterThanOrEqual(narrow ? 1 : 320);
        expect(plan.width).toBeLessThanOrEqual(1440);
        if (limited && !narrow) expect(plan.width * plan.height).toBeLessThanOrEqual(1_000_000);
        if (wanted) {
          expect(plan.width / plan.height).toBeGreaterThanOrEqual(wanted.min);
          expect(plan.width / plan.height).toBeLessThanOrEqual(wanted.max);
        }
        expect(plan.media_type).toBe('image/jpeg');
        const done = planMedia({ ...plan, size_bytes: 1 }, target);
        expect(done.changes).toEqual([]);
      }),
      // Where a line that keeps the ratio was one too many.
      { examples: [[3415, 1788, { min: 0.8, max: 1.91 }, true]] },
    );
  });
});
