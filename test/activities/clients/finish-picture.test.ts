import sharp from 'sharp';
import { finishPicture } from '../../../activities/clients/finish-picture';

describe('a finished picture', () => {
  const provenance = {
    source: 'trainedAlgorithmicMedia',
    system: 'open<ai>',
    model: 'm"1',
  } as const;
  const size = { width: 300, height: 200 };

  it('has the size that was asked for, and says in its file how it was made', async () => {
    const create = { width: 500, height: 500, channels: 3, background: '#446688' } as const;
    const sent = await sharp({ create })
      .withExif({ IFD0: { Artist: 'somebody' } })
      .jpeg()
      .toBuffer();
    const finished = await finishPicture(sent, size, provenance);
    const { xmp, exif, ...read } = await sharp(finished ?? undefined).metadata();
    expect(read).toMatchObject({ ...size, format: 'png' });
    expect(exif).toBeUndefined();
    const packet = xmp?.toString() ?? '';
    const source = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';
    expect(packet).toContain(`Iptc4xmpExt:DigitalSourceType="${source}"`);
    expect(packet).toContain('AISystemUsed="open&lt;ai&gt;"');
    expect(packet).toContain('AISystemVersionUsed="m&quot;1"');
  });

  it.each([
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['text', Buffer.from('sorry')],
    ['nothing', Buffer.alloc(0)],
  ])('is not made of %s', async (_name, bytes) => {
    expect(await finishPicture(bytes, size, provenance)).toBeNull();
  });
});
