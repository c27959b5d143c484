// A picture from words, without any key: asked for, drawn, stored, looked at, validated.
import sharp from 'sharp';
import {
  generateImage,
  getStudioImage,
  listImageAttempts,
  type StudioImage,
  validateStudioImage,
} from '../../clients/typescript';
import { type JourneyStack, type Person, startJourneyStack } from './support/stack';

jest.setTimeout(420_000);

let stack: JourneyStack;
let person: Person;
let images: StudioImage[];
beforeAll(async () => {
  stack = await startJourneyStack();
  person = await stack.person();
  const follower = person.follow();
  await follower.connected();
  const { client } = person;
  const body = { prompt: 'Plums at dawn', count: 2, seed: 11, width: 640, height: 400 };
  const { data } = await generateImage({ client, body, throwOnError: true });
  for (const { id } of data.images) await follower.sees(id, 'studio_image.generated');
  images = await Promise.all(data.images.map(({ id }) => read(id)));
});

afterAll(() => stack.stop());

async function read(id: string): Promise<StudioImage> {
  const { client } = person;
  return (await getStudioImage({ client, path: { id }, throwOnError: true })).data;
}

async function fetched(url: string | null): Promise<Buffer> {
  return Buffer.from(await (await fetch(url ?? '')).arrayBuffer());
}

it('pictures are made by the renderer that needs no network, each from its own seed', () => {
  const made = { status: 'generated', provider: 'offline', width: 640, height: 400 };
  expect(images.map(({ seed }) => seed)).toEqual([11, 12]);
  for (const image of images) expect(image).toMatchObject({ ...made, cost_micros: 0, error: null });
  expect(new Set(images.map(({ sha256 }) => sha256)).size).toBe(2);
});

it('the file is the picture, and says that a program drew it', async () => {
  const [image] = images;
  const bytes = await fetched(image?.image_url ?? null);
  const { format, width, height, xmp } = await sharp(bytes).metadata();
  expect({ format, width, height }).toEqual({ format: 'png', width: 640, height: 400 });
  expect(bytes.length).toBe(image?.size_bytes);
  expect(String(xmp)).toContain('digitalsourcetype/algorithmicMedia"');
  const small = await sharp(await fetched(image?.thumbnail_url ?? null)).metadata();
  expect(small).toMatchObject({ format: 'jpeg', width: 256, height: 160 });
});

it('every call is kept, and a decision makes the picture fit to be published', async () => {
  const { client } = person;
  const { data } = await listImageAttempts({ client, throwOnError: true });
  expect(data.results).toHaveLength(2);
  for (const one of data.results) expect(one).toMatchObject({ state: 'succeeded', number: 1 });
  const [{ id } = { id: '' }] = images;
  await validateStudioImage({
    client,
    path: { id },
    body: { action: 'validate' },
    throwOnError: true,
  });
  expect((await read(id)).status).toBe('validated');
});
