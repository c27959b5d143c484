import { MockActivityEnvironment } from '@temporalio/testing';
import sharp from 'sharp';
import { thumbnailKey } from '../../../activities/clients/thumbnail-key';
import { createHousekeepingActivities } from '../../../activities/operations/housekeeping';
import { type ClassificationImage, deleteImage, type Problem } from '../../../clients/typescript';
import type { TestApi } from '../../support/api';
import {
  filePart,
  newPerson,
  type Person,
  startClassificationApi,
} from '../classification/classification-api';
import { temporalDown } from '../classification/temporal-fakes';

const { TEST_S3_ENDPOINT, TEST_S3_KEY, TEST_S3_SECRET } = process.env;
const stores: [string, NodeJS.ProcessEnv][] = [
  ['a folder', {}],
  [
    'S3',
    {
      STORAGE_DRIVER: 's3',
      S3_ENDPOINT: TEST_S3_ENDPOINT,
      S3_BUCKET: 'thumbnails',
      S3_ACCESS_KEY_ID: TEST_S3_KEY,
      S3_SECRET_ACCESS_KEY: TEST_S3_SECRET,
    },
  ],
];

/** Red on the left and blue on the right, twice as wide as high; each size is another picture. */
async function halves(width: number, orientation?: number): Promise<Buffer> {
  const create = { width, height: width / 2, channels: 3 as const, background: '#d02020' };
  const right = { create: { ...create, width: width / 2, background: '#2020d0' } };
  const drawn = sharp({ create }).composite([{ input: right, left: width / 2, top: 0 }]);
  return await drawn.withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
}

/** The colour that a picture mostly has at a place, from 0 to 1 in both directions. */
async function colourAt(bytes: Buffer, [x, y]: [number, number]): Promise<'red' | 'blue'> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const row = Math.floor(y * info.height);
  const at = (row * info.width + Math.floor(x * info.width)) * info.channels;
  return (data[at] ?? 0) > (data[at + 2] ?? 0) ? 'red' : 'blue';
}

describe.each(stores)('thumbnails of images in %s', (_name, settings) => {
  let api: TestApi;
  let amina: Person;
  beforeAll(async () => {
    api = await startClassificationApi(settings);
    api.services.temporal = temporalDown;
    await api.services.objectStore.prepare();
    amina = await newPerson(api);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => api.close());

  async function send(bytes: Buffer): Promise<ClassificationImage> {
    const parts = [filePart('image', bytes, 'tree.jpg')];
    const response = await amina.send('/classification/images', parts);
    expect(response.status).toBe(202);
    return (await response.json()) as ClassificationImage;
  }
  const look = (url: string, init?: RequestInit) =>
    fetch(url.replace(api.services.config.api.publicUrl, api.url), init);
  const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
  const problemOf = async (response: Response) => (await response.json()) as Problem;
  const stored = (image: ClassificationImage) => api.services.objectStore.head(thumbnailKey(image));

  test('are small JPEGs behind a link of the API, kept as long as it lives', async () => {
    const image = await send(await halves(1200));
    expect(image.thumbnail_url).toMatch(
      `${api.services.config.api.publicUrl}/storage/thumbnails/${amina.id}/${image.id}.jpg?`,
    );
    const response = await look(image.thumbnail_url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect(response.headers.get('cache-control')).toMatch(/^private, max-age=3[6-9]\d\d, immut/);
    const bytes = await bytesOf(response);
    expect(response.headers.get('content-length')).toBe(String(bytes.length));
    expect(await sharp(bytes).metadata()).toMatchObject({
      format: 'jpeg',
      width: 256,
      height: 128,
    });
    const head = await look(image.thumbnail_url, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(bytes.length));
  });

  test('are made once, however many ask at once, and then come from the store', async () => {
    const image = await send(await halves(640));
    const { objectStore } = api.services;
    const put = jest.spyOn(objectStore, 'put');
    const answers = await Promise.all(
      Array.from({ length: 6 }, async () => bytesOf(await look(image.thumbnail_url))),
    );
    expect(put.mock.calls.map(([key]) => key)).toEqual([thumbnailKey(image)]);
    for (const bytes of answers) expect(bytes).toEqual(answers[0]);
    const { object_key } = await api.services
      .database('classification_images')
      .where('id', image.id)
      .first();
    await objectStore.delete([object_key]);
    expect(await bytesOf(await look(image.thumbnail_url))).toEqual(answers[0]);
    expect(put).toHaveBeenCalledTimes(1);
  });

  test('are upright, not enlarged, and tell nothing about the camera', async () => {
    const lying = await bytesOf(await look((await send(await halves(400, 6))).thumbnail_url));
    const { width, height, exif, orientation } = await sharp(lying).metadata();
    expect({ width, height, exif, orientation }).toEqual({ width: 128, height: 256 });
    expect(await colourAt(lying, [0.5, 0.2])).toBe('red');
    expect(await colourAt(lying, [0.5, 0.8])).toBe('blue');
    const small = await bytesOf(await look((await send(await halves(80))).thumbnail_url));
    expect(await sharp(small).metadata()).toMatchObject({ width: 80, height: 40 });
    expect(await colourAt(small, [0.2, 0.5])).toBe('red');
    expect(await colourAt(small, [0.8, 0.5])).toBe('blue');
  });

  test('are missing where the original cannot be read, and nothing is stored', async () => {
    const whole = await halves(900);
    const image = await send(whole.subarray(0, Math.floor(whole.length / 2)));
    const response = await look(image.thumbnail_url);
    expect(response.status).toBe(404);
    expect(await problemOf(response)).toMatchObject({ code: 'not_found' });
    expect(await stored(image)).toBeNull();
  });

  test('are shown to nobody without a valid link', async () => {
    const image = await send(await halves(500));
    const other = await send(await halves(502));
    const forged = new URL(image.thumbnail_url);
    forged.searchParams.set('expires', String(Number(forged.searchParams.get('expires')) + 60));
    const foreign = image.thumbnail_url.replace(image.id, other.id);
    const bare = image.thumbnail_url.replace(/\?.*/, '');
    for (const wrong of [forged.href, foreign, bare]) {
      const response = await look(wrong);
      expect(response.status).toBe(403);
      expect(await problemOf(response)).toMatchObject({ code: 'forbidden' });
    }
    api.clock.advance(2 * 3_600_000);
    expect((await look(image.thumbnail_url)).status).toBe(403);
    expect(await stored(image)).toBeNull();
    amina = await newPerson(api);
  });

  test('go with their images, thirty days after the images were deleted', async () => {
    const image = await send(await halves(700));
    const kept = await send(await halves(702));
    for (const { thumbnail_url } of [image, kept]) {
      expect((await look(thumbnail_url)).status).toBe(200);
    }
    await deleteImage({ client: amina.client, path: { id: image.id }, throwOnError: true });
    const { database, objectStore, temporal } = api.services;
    const { keepHouse } = createHousekeepingActivities({
      database,
      objectStore,
      temporal,
      platforms: new Map(),
    });
    const task = 'remove-deleted-images' as const;
    const tidy = () =>
      new MockActivityEnvironment().run(keepHouse, { task, now: new Date().toISOString() });
    expect(await tidy()).toBe(0);
    expect(await stored(image)).not.toBeNull();
    const deleted_at = new Date(Date.now() - 31 * 86_400_000);
    await database('classification_images').where({ id: image.id }).update({ deleted_at });
    expect(await tidy()).toBe(1);
    expect(await stored(image)).toBeNull();
    expect(await stored(kept)).not.toBeNull();
    expect((await look(image.thumbnail_url)).status).toBe(404);
  });
});
