import { randomUUID } from 'node:crypto';
import type { ObjectStore } from '../../../activities/clients/object-store';

const png = { contentType: 'image/png' };

function send(
  place: { url: string; method: string; headers: Record<string, string> },
  body: string,
) {
  return fetch(place.url, { method: place.method, headers: place.headers, body });
}

/** What the signed URLs of every object store do; `openStore` also makes them reachable. */
export function describeSignedUrls(
  openStore: () => { store: ObjectStore; passTime(ms: number): void },
): void {
  let store: ObjectStore;
  let key: string;

  beforeAll(async () => {
    store = openStore().store;
    await store.prepare();
  });
  beforeEach(() => {
    key = `uploads/${randomUUID()}/a picture.png`;
  });

  test('a signed GET gives the bytes with the type and name that were signed', async () => {
    await store.put(key, Buffer.from('picture'), png);
    const url = await store.signedGetUrl(key, { ...png, expiresIn: 60, filename: 'prune été.png' });
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('picture');
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^inline; filename\*=UTF-8''prune%20/,
    );
  });

  test('a signed GET is the same for a while, so that browsers cache the picture', async () => {
    const options = { ...png, expiresIn: 3600 };
    const urls = new Set([
      await store.signedGetUrl(key, options),
      await store.signedGetUrl(key, options),
      await store.signedGetUrl(key, options),
    ]);
    // The step may turn between two of three calls, never between all.
    expect(urls.size).toBeLessThan(3);
  });

  test('a signed PUT stores the body under its key', async () => {
    const place = await store.signedPutUrl(key, { ...png, expiresIn: 60, maxSize: 1000, size: 7 });
    expect((await send(place, 'picture')).status).toBe(200);
    expect((await store.get(key)).toString()).toBe('picture');
  });

  test('a signed PUT refuses more bytes than were declared', async () => {
    const place = await store.signedPutUrl(key, { ...png, expiresIn: 60, maxSize: 1000, size: 7 });
    const answer = await send(place, 'a longer picture');
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(await store.head(key)).toBeNull();
  });

  test('a signed PUT refuses another content type', async () => {
    const place = await store.signedPutUrl(key, { ...png, expiresIn: 60, maxSize: 1000, size: 7 });
    const answer = await send({ ...place, headers: { 'content-type': 'text/html' } }, 'picture');
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await store.head(key)).toBeNull();
  });

  test('a changed signature or key opens nothing', async () => {
    await store.put(key, Buffer.from('picture'), png);
    const signed = await store.signedGetUrl(key, { ...png, expiresIn: 60 });
    const forged = new URL(signed);
    const name = forged.searchParams.has('signature') ? 'signature' : 'X-Amz-Signature';
    const signature = forged.searchParams.get(name) ?? '';
    forged.searchParams.set(name, (signature.startsWith('0') ? '1' : '0') + signature.slice(1));
    expect((await fetch(forged)).status).toBe(403);
    const other = new URL(signed);
    other.pathname = other.pathname.replace('uploads', 'images');
    expect((await fetch(other)).status).toBe(403);
  });

  test('a GET link does not upload', async () => {
    const url = await store.signedGetUrl(key, { ...png, expiresIn: 60 });
    expect((await send({ url, method: 'PUT', headers: {} }, 'x')).status).toBe(403);
    expect(await store.head(key)).toBeNull();
  });

  test('an expired link opens nothing', async () => {
    await store.put(key, Buffer.from('picture'), png);
    const { store: late, passTime } = openStore();
    passTime(-3_600_000);
    const url = await late.signedGetUrl(key, { ...png, expiresIn: 2 });
    passTime(0);
    expect((await fetch(url)).status).toBe(403);
  });
}
