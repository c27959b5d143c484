import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { ObjectMissing } from '../../../activities/clients/object-store-key';
import type { ObjectStore } from '../../../activities/clients/object-store';

const jpeg = { contentType: 'image/jpeg' };

async function* inPieces(bytes: Buffer, piece = 70_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
}

async function* breakingOff(bytes: Buffer): AsyncGenerator<Buffer> {
  yield* inPieces(bytes);
  throw new Error('the client went away');
}

async function keysOf(store: ObjectStore, prefix: string, after?: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix, after)) keys.push(key);
  return keys;
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  return Buffer.concat(await stream.toArray());
}

/** What every object store does, whatever keeps the bytes. */
export function describeObjectStore(openStore: () => ObjectStore): void {
  let store: ObjectStore;
  let folder: string;

  beforeAll(async () => {
    store = openStore();
    await store.prepare();
  });
  beforeEach(() => {
    folder = `images/${randomUUID()}`;
  });

  test('it is ready once prepared, and preparing twice is no error', async () => {
    await store.prepare();
    await expect(store.check()).resolves.toBeUndefined();
  });

  test('bytes come back as they went in, counted and hashed', async () => {
    const bytes = randomBytes(300_000);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await store.put(`${folder}/a`, bytes, jpeg)).toEqual({ size: bytes.length, sha256 });
    expect((await store.get(`${folder}/a`)).equals(bytes)).toBe(true);
    expect((await bytesOf(await store.stream(`${folder}/a`))).equals(bytes)).toBe(true);
    expect(await store.head(`${folder}/a`)).toEqual({ size: bytes.length });
  });

  test.each([
    ['known', 400_000],
    ['unknown', undefined],
  ])('a stream of %s size is counted and hashed while it flows', async (_name, size) => {
    const bytes = randomBytes(400_000);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const options = size === undefined ? jpeg : { ...jpeg, size };
    const stored = await store.put(`${folder}/b`, Readable.from(inPieces(bytes)), options);
    expect(stored).toEqual({ size: bytes.length, sha256 });
    expect((await store.get(`${folder}/b`)).equals(bytes)).toBe(true);
  });

  test('an empty object is an object', async () => {
    await store.put(`${folder}/empty`, Buffer.alloc(0), jpeg);
    expect(await store.head(`${folder}/empty`)).toEqual({ size: 0 });
    expect(await store.get(`${folder}/empty`)).toHaveLength(0);
  });

  test('a second put replaces the object', async () => {
    await store.put(`${folder}/c`, Buffer.from('first, longer'), jpeg);
    await store.put(`${folder}/c`, Buffer.from('second'), jpeg);
    expect((await store.get(`${folder}/c`)).toString()).toBe('second');
  });

  test.each([
    ['breaks off', (): Readable => Readable.from(breakingOff(randomBytes(200_000))), undefined],
    ['breaks off early', (): Readable => Readable.from(breakingOff(randomBytes(99))), 200_000],
    ['is too long', (): Readable => Readable.from(inPieces(randomBytes(200_000))), 100_000],
    ['is too short', (): Readable => Readable.from(inPieces(randomBytes(50_000))), 100_000],
  ])('a body that %s stores nothing', async (_name, body, size) => {
    const options = size === undefined ? jpeg : { ...jpeg, size };
    await expect(store.put(`${folder}/d`, body(), options)).rejects.toThrow();
    expect(await store.head(`${folder}/d`)).toBeNull();
    expect(await keysOf(store, folder)).toEqual([]);
  });

  test('what is not there is missing, not an error of the store', async () => {
    expect(await store.head(`${folder}/none`)).toBeNull();
    await expect(store.get(`${folder}/none`)).rejects.toBeInstanceOf(ObjectMissing);
    await expect(store.stream(`${folder}/none`)).rejects.toBeInstanceOf(ObjectMissing);
  });

  test('delete takes many keys, those of nothing included', async () => {
    await store.put(`${folder}/e`, Buffer.from('e'), jpeg);
    await store.put(`${folder}/f`, Buffer.from('f'), jpeg);
    await store.delete([`${folder}/e`, `${folder}/f`, `${folder}/none`]);
    await store.delete([]);
    expect(await keysOf(store, folder)).toEqual([]);
  });

  test('a list is in order of key and goes on after a key', async () => {
    const names = ['a.jpg', 'b/c.jpg', 'b/d.jpg', 'e é.jpg'];
    for (const name of [...names].reverse()) {
      await store.put(`${folder}/${name}`, Buffer.from(name), jpeg);
    }
    const keys = names.map((name) => `${folder}/${name}`);
    expect(await keysOf(store, `${folder}/`)).toEqual(keys);
    expect(await keysOf(store, `${folder}/`, keys[1])).toEqual(keys.slice(2));
    expect(await keysOf(store, `${folder}/b/`)).toEqual(keys.slice(1, 3));
    expect(await keysOf(store, `${folder}/none/`)).toEqual([]);
  });

  test.each([
    '../x',
    'images/../../x',
    '/etc/passwd',
    'a//b',
    '.hidden',
    'a/.b',
    'a\\b',
    'a\0b',
    '',
  ])('the key %j is refused everywhere', async (key) => {
    await expect(store.put(key, Buffer.from('x'), jpeg)).rejects.toThrow('Not an object key');
    await expect(Promise.resolve().then(() => store.get(key))).rejects.toThrow('Not an object key');
    await expect(Promise.resolve().then(() => store.delete([key]))).rejects.toThrow();
    await expect(
      Promise.resolve().then(() => store.signedGetUrl(key, { ...jpeg, expiresIn: 60 })),
    ).rejects.toThrow('Not an object key');
  });
}
