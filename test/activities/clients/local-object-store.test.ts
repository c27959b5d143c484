import { randomBytes, randomUUID } from 'node:crypto';
import express, { type NextFunction, type Request, type Response } from 'express';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request as openRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createObjectStore, type ObjectStore } from '../../../activities/clients/object-store';
import { createStorageRouter } from '../../../api/storage/objects';
import { AppError } from '../../../foundation/errors';
import { until } from '../../support/until';
import { describeObjectStore } from './object-store-contract';
import { describeSignedUrls } from './signed-urls-contract';
import { TestClock } from './test-clock';

let directory: string;
let server: Server;
let config: Parameters<typeof createObjectStore>[0];
const clock = new TestClock();

const openStore = (): ObjectStore => createObjectStore(config, clock);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'relais-objects-'));
  const app = express();
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  config = {
    storage: { driver: 'local', directory },
    secretKey: 'a secret of the tests, long enough to pass',
    api: { publicUrl: `http://127.0.0.1:${port}` },
  };
  app.use(createStorageRouter(config, openStore()));
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const status = error instanceof AppError ? error.status : 500;
    response.status(status).json({ code: error instanceof AppError ? error.code : String(error) });
  });
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true, force: true });
});

describe('objects in a folder', () => describeObjectStore(openStore));

describe('signed URLs of objects in a folder', () => {
  describeSignedUrls(() => ({ store: openStore(), passTime: clock.passTime }));

  const place = (key: string, maxSize: number) =>
    openStore().signedPutUrl(key, { contentType: 'image/png', expiresIn: 60, maxSize });

  test('the answer cannot be sniffed, run or kept past the link', async () => {
    const key = `images/${randomUUID()}`;
    await openStore().put(key, Buffer.from('<script>'), { contentType: 'image/png' });
    const url = await openStore().signedGetUrl(key, { contentType: 'image/png', expiresIn: 3600 });
    const { headers } = await fetch(url, { method: 'HEAD' });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain('sandbox');
    expect(headers.get('cache-control')).toMatch(
      /^private, max-age=3[67]\d\d|^private, max-age=3[89]/,
    );
    expect(headers.get('content-length')).toBe('8');
  });

  test('an upload without a declared length is held to its limit while it streams', async () => {
    const key = `uploads/${randomUUID()}`;
    const { url, headers } = await place(key, 100_000);
    const upload = openRequest(url, { method: 'PUT', headers });
    upload.on('error', () => undefined);
    const answered = once(upload, 'response');
    for (let piece = 0; piece < 20; piece += 1) upload.write(randomBytes(10_000));
    upload.end();
    const [answer] = await answered;
    expect(answer.statusCode).toBe(413);
    expect(answer.headers.connection).toBe('close');
    expect(await openStore().head(key)).toBeNull();
    expect(await readdir(join(directory, '.unfinished'))).toEqual([]);
  });

  test('an upload that breaks off leaves nothing behind', async () => {
    const key = `uploads/${randomUUID()}`;
    const { url, headers } = await place(key, 100_000);
    const upload = openRequest(url, { method: 'PUT', headers });
    upload.on('error', () => undefined);
    upload.write(randomBytes(50_000));
    const unfinished = () => readdir(join(directory, '.unfinished'));
    await until(async () => (await unfinished()).length === 1);
    upload.destroy();
    await until(async () => (await unfinished()).length === 0);
    expect(await openStore().head(key)).toBeNull();
  });

  test('an expired upload place says so', async () => {
    clock.passTime(-3_600_000);
    const { url, headers } = await place(`uploads/${randomUUID()}`, 100);
    clock.passTime(0);
    const answer = await fetch(url, { method: 'PUT', headers, body: 'x' });
    expect(await answer.json()).toEqual({ code: 'upload_expired' });
  });

  test('a deleted object answers 404 to a link that still holds', async () => {
    const key = `images/${randomUUID()}`;
    const url = await openStore().signedGetUrl(key, { contentType: 'image/png', expiresIn: 60 });
    expect((await fetch(url)).status).toBe(404);
  });
});

describe('order of a listing', () => {
  test('it is that of the keys as bytes, even where a folder and a file share a beginning', async () => {
    await mkdir(join(directory, 'imports/o/a'), { recursive: true });
    for (const name of ['a/x', 'a-b', 'a0', 'aa'])
      await writeFile(join(directory, 'imports/o', name), '');
    const keys: string[] = [];
    for await (const { key } of openStore().list('imports/o/a')) keys.push(key);
    expect(keys).toEqual(['imports/o/a-b', 'imports/o/a/x', 'imports/o/a0', 'imports/o/aa']);
  });
});

describe('a folder that somebody removed', () => {
  test('is made again by the attempt after the one that missed it', async () => {
    const store = openStore();
    const put = (): Promise<unknown> =>
      store.put('images/gone/a.jpg', Buffer.from('a'), { contentType: 'image/jpeg' });
    await put();
    await rm(join(directory, 'images', 'gone'), { recursive: true });
    await expect(put()).rejects.toMatchObject({ code: 'ENOENT' });
    await put();
    expect(await store.get('images/gone/a.jpg')).toEqual(Buffer.from('a'));
  });
});
