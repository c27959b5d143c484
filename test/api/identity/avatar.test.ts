// The picture of a user: drawn anew, kept under the hash of its bytes, and gone when it is replaced.
import sharp from 'sharp';
import { getProfile, removeAvatar, type Problem, type Profile } from '../../../clients/typescript';
import { signedInUser } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';
import { until } from '../../support/until';
import { drawing, hugePicture } from '../classification/pictures';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(/^identity\/(sessions|profile)/);
});
afterAll(() => api.close());

const mebibyte = 1024 * 1024;

interface Answer {
  status: number;
  profile: Profile;
  problem: Problem;
}

async function send(access: string, bytes: Buffer, type = 'image/png'): Promise<Answer> {
  const body = new FormData();
  body.append('avatar', new Blob([new Uint8Array(bytes)], { type }), 'me.png');
  const headers = { authorization: `Bearer ${access}` };
  const path = '/api/auth/profile/avatar';
  const response = await api.fetch(path, { method: 'PUT', headers, body });
  const answer: unknown = await response.json();
  return { status: response.status, profile: answer as Profile, problem: answer as Problem };
}

async function keysOf(owner: string): Promise<string[]> {
  const keys: string[] = [];
  const prefix = `avatars/${owner}/`;
  for await (const { key } of api.services.objectStore.list(prefix)) keys.push(key);
  return keys;
}

/** The picture behind its address, which names the server that the settings name. */
async function look({ avatar_url }: Profile): Promise<Response> {
  const { pathname, search } = new URL(avatar_url ?? '');
  return await api.fetch(`${pathname}${search}`);
}

/** Waits until so many pictures of somebody are left; removing happens after the answer. */
async function left(owner: string, count: number): Promise<string[]> {
  await until(async () => (await keysOf(owner)).length === count);
  return await keysOf(owner);
}

/** A landscape that says where it was taken. */
function photo(background = '#663399'): Promise<Buffer> {
  return sharp({ create: { width: 900, height: 600, channels: 3, background } })
    .withExif({ IFD0: { Copyright: 'somebody' }, IFD3: { GPSLatitudeRef: 'N' } })
    .jpeg()
    .toBuffer();
}

test('a picture is shown as a square WebP without what its file said', async () => {
  const { access } = await signedInUser(api);
  const { status, profile } = await send(access, await photo());
  expect(status).toBe(200);
  const shown = await look(profile);
  expect(shown.headers.get('content-type')).toBe('image/webp');
  const bytes = Buffer.from(await shown.arrayBuffer());
  const { format, width, height, exif } = await sharp(bytes).metadata();
  expect({ format, width, height, exif }).toMatchObject({
    ...{ format: 'webp', width: 512, height: 512 },
    exif: undefined,
  });
  const { data } = await getProfile({ client: api.client(access) });
  expect(data?.avatar_url).toMatch(/\/avatars\/[0-9a-f-]{36}\/[0-9a-f]{64}\.webp\?/);
});

test('a small picture stays small, and square', async () => {
  const { access } = await signedInUser(api);
  const create = { width: 40, height: 90, channels: 4, background: '#00000000' } as const;
  const { profile } = await send(access, await sharp({ create }).png().toBuffer());
  const bytes = await (await look(profile)).arrayBuffer();
  const { width, height, hasAlpha } = await sharp(Buffer.from(bytes)).metadata();
  expect({ width, height, hasAlpha }).toEqual({ width: 40, height: 40, hasAlpha: true });
});

test('the same picture is the same object, another one replaces it, and none is left in the end', async () => {
  const { access } = await signedInUser(api);
  const { profile } = await send(access, await photo());
  const [first] = await keysOf(profile.id);
  expect((await send(access, await photo())).profile.updated_at).toBe(profile.updated_at);
  expect(await keysOf(profile.id)).toEqual([first]);
  await send(access, await photo('#ffcc00'));
  const second = await left(profile.id, 1);
  expect(second).not.toEqual([first]);
  const client = api.client(access);
  expect((await removeAvatar({ client })).response.status).toBe(204);
  expect((await getProfile({ client })).data?.avatar_url).toBeNull();
  await left(profile.id, 0);
  expect((await removeAvatar({ client })).response.status).toBe(204);
});

test('of pictures at the same time the one that is shown is there', async () => {
  const { access } = await signedInUser(api);
  const colours = ['#110000', '#001100', '#000011', '#110000', '#001100'];
  const pictures = await Promise.all(colours.map((colour) => photo(colour)));
  await Promise.all(pictures.map((picture) => send(access, picture)));
  const { data } = await getProfile({ client: api.client(access), throwOnError: true });
  await left(data.id, 1);
  expect((await look(data)).status).toBe(200);
});

const noise = (bytes: number) => Buffer.alloc(bytes, 'noise');
const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

test.each<[string, Buffer, number, string]>([
  ['10 MB that claim to be PNG', noise(10 * mebibyte), 422, 'not_an_image'],
  ['10 MB that begin as PNG', Buffer.concat([png, noise(10 * mebibyte)]), 422, 'not_an_image'],
  [
    '10 MB behind the header of a PNG',
    Buffer.concat([png, smallHeader(), noise(10 * mebibyte)]),
    413,
    'payload_too_large',
  ],
  [
    'noise behind a header',
    Buffer.concat([png, smallHeader(), noise(999)]),
    422,
    'image_truncated',
  ],
  ['60,000 pixels square', hugePicture, 422, 'image_too_large'],
  ['a drawing with a script', drawing, 415, 'unsupported_media_type'],
  ['nothing', Buffer.alloc(0), 422, 'not_an_image'],
])('%s is refused, and nothing is kept', async (_what, bytes, status, code) => {
  const { access } = await signedInUser(api);
  const { profile } = await send(access, await photo());
  const refused = await send(access, bytes);
  expect([refused.status, refused.problem.code]).toEqual([status, code]);
  const { data } = await getProfile({ client: api.client(access) });
  expect(data).toMatchObject({ updated_at: profile.updated_at });
  expect(await keysOf(profile.id)).toHaveLength(1);
});

/** What follows the signature of a PNG of 8 by 8 pixels. */
function smallHeader(): Buffer {
  const chunk = Buffer.alloc(25);
  chunk.writeUInt32BE(13, 0);
  chunk.write('IHDR', 4, 'latin1');
  chunk.writeUInt32BE(8, 8);
  chunk.writeUInt32BE(8, 12);
  chunk[16] = 8;
  chunk[17] = 2;
  return chunk;
}

test('a form without the picture, or with two, is refused', async () => {
  const { access } = await signedInUser(api);
  const headers = { authorization: `Bearer ${access}` };
  const two = new FormData();
  for (const name of ['a', 'b']) {
    two.append('avatar', new Blob([new Uint8Array(await photo())]), name);
  }
  for (const body of [new FormData(), two]) {
    const path = '/api/auth/profile/avatar';
    const response = await api.fetch(path, { method: 'PUT', headers, body });
    expect(response.status).toBe(400);
  }
});
