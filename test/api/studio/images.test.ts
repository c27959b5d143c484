import { MockActivityEnvironment } from '@temporalio/testing';
import sharp from 'sharp';
import { fittedPrefix } from '../../../activities/clients/fitted-key';
import { createHousekeepingActivities } from '../../../activities/operations/housekeeping';
import {
  deleteStudioImage,
  exportStudioImages,
  getStudioImage,
  listReviews,
  listStudioImages,
  type ListStudioImagesData,
  type StudioImage,
  updateStudioImage,
} from '../../../clients/typescript';
import { newId } from '../../../foundation/ids';
import { createStoredImage, createStudioImage, provenance } from '../../factories/studio-image';
import { startTestApi, type TestApi } from '../../support/api';
import { newPerson, type Person, storedObjects } from '../classification/classification-api';

const rooms = /^(identity|messaging|operations\/(review|audit)|studio\/(image|tags))/;

let api: TestApi;
let amina: Person;
beforeAll(async () => {
  api = await startTestApi(rooms);
});
beforeEach(async () => {
  amina = await newPerson(api);
});
afterAll(() => api.close());

const make = (columns: Parameters<typeof createStudioImage>[2] = {}, owner = amina.id) =>
  createStudioImage(api.services.database, owner, columns);
const read = async (id: string, person = amina) =>
  (await getStudioImage({ client: person.client, path: { id } })).data as StudioImage;
const reviewsOf = async (id: string, person = amina) => {
  const asked = { client: person.client, query: { kind: 'studio_image' as const } };
  const { data } = await listReviews({ ...asked, throwOnError: true });
  return data.results.filter((one) => one.subject_id === id);
};

describe('the list of pictures', () => {
  it('is filtered by status, tag, text, parent and time, newest first', async () => {
    const plain = await make({ title: 'Plums at DAWN' });
    const tagged = await make({ tags: ['autumn', 'plums'], prompt: 'an orchard at dawn' });
    const failed = await make({
      ...{ status: 'failed', object_key: null, sha256: null, error_code: 'provider_limited' },
    });
    const child = await make({ parent_id: plain.id });
    const gone = await make({ deleted_at: new Date() });
    await make({}, (await newPerson(api)).id);
    const list = async (query: NonNullable<ListStudioImagesData['query']>) => {
      const { data } = await listStudioImages({ client: amina.client, query, throwOnError: true });
      return data.results.map(({ id }) => id);
    };
    expect(await list({})).toEqual([child.id, failed.id, tagged.id, plain.id]);
    expect(await list({ status: 'failed' })).toEqual([failed.id]);
    expect(await list({ tag: 'Autumn ' })).toEqual([tagged.id]);
    expect(await list({ tag: 'aut' })).toEqual([]);
    expect(await list({ search: 'dawn' })).toEqual([tagged.id, plain.id]);
    expect(await list({ search: '%' })).toEqual([]);
    expect(await list({ parent_id: plain.id })).toEqual([child.id]);
    const created_after = child.created_at.toISOString();
    expect(await list({ created_after, sort: 'created_at' })).toEqual([child.id]);
    expect(await list({})).not.toContain(gone.id);
    expect((await read(failed.id)).error).toEqual({
      ...{ code: 'provider_limited', title: 'The provider asked to come back later' },
    });
  });
});

test('pictures are exported as they are listed, without links', async () => {
  const { id } = await make({ title: '=1+1', tags: ['autumn', 'plums'] });
  const query = { format: 'json' as const, tag: 'plums' };
  const { data } = await exportStudioImages({ client: amina.client, query, throwOnError: true });
  expect(data.results).toMatchObject([
    { id, title: '=1+1', tags: ['autumn', 'plums'], status: 'generated' },
  ]);
  expect(JSON.stringify(data)).not.toContain('signature');
  const table = await exportStudioImages({ client: amina.client, query: { format: 'csv' } });
  expect(String(table.data)).toContain("'=1+1");
});

describe('a picture', () => {
  it('has fresh links to itself, a thumbnail and smaller sizes, made on first request', async () => {
    const { database, objectStore, config } = api.services;
    const { id } = await createStoredImage(database, objectStore, amina.id, { title: 'Plums' });
    const large = await sharp({
      create: { width: 1500, height: 900, channels: 3, background: '#406020' },
    })
      .withXmp(provenance)
      .png()
      .toBuffer();
    const row = await database('studio_images').where({ id }).first<{ object_key: string }>();
    await objectStore.put(row.object_key, large, { contentType: 'image/png' });
    await database('studio_images').where({ id }).update({ width: 1500, height: 900 });
    const image = await read(id);
    expect(image.sizes.map(({ side }) => side)).toEqual([512, 1024]);
    const links = [
      [image.image_url, 1500],
      [image.thumbnail_url, 256],
      ...image.sizes.map(({ side, url }) => [url, side] as const),
    ] as const;
    for (const [url, width] of links) {
      const response = await api.fetch((url ?? '').replace(config.api.publicUrl, ''));
      expect(response.status).toBe(200);
      const bytes = Buffer.from(await response.arrayBuffer());
      const read = await sharp(bytes).metadata();
      expect(read.width).toBe(width);
      expect(read.xmpAsString).toContain('digitalsourcetype/trainedAlgorithmicMedia');
    }
    const forged = image.sizes[0]?.url.replace('-512.', '-2048.') ?? '';
    expect((await api.fetch(forged.replace(config.api.publicUrl, ''))).status).toBe(403);
  });

  it('that is not made yet has none', async () => {
    const pending = { status: 'pending', object_key: null, sha256: null } as const;
    const { id } = await make({ ...pending, media_type: null, size_bytes: null });
    expect(await read(id)).toMatchObject({ image_url: null, thumbnail_url: null, sizes: [] });
  });

  it('is changed only by who has seen it as it is', async () => {
    const { id } = await make();
    const update = (
      ifMatch: string | undefined,
      body: Parameters<typeof updateStudioImage>[0]['body'],
    ) =>
      updateStudioImage({
        client: amina.client,
        path: { id },
        body,
        ...(ifMatch !== undefined && { headers: { 'If-Match': ifMatch } }),
      });
    expect((await update(undefined, { title: 'x' })).error).toMatchObject({ status: 428 });
    expect((await update('"7"', { title: 'x' })).error).toMatchObject({ status: 412 });
    const changed = await update('"1"', { title: 'Plums', tags: ['Prune', 'prune ', 'Été'] });
    expect(changed.data).toMatchObject({ title: 'Plums', tags: ['prune', 'été'] });
    expect(changed.response?.headers.get('etag')).toBe('"2"');
    for (const body of [{}, { tags: ['a,b'] }, { tags: [' '] }, { status: 'validated' }]) {
      const answer = await update('*', body as { title: string });
      expect(answer.error).toMatchObject({ status: 400, code: 'validation_failed' });
    }
  });

  it('goes from lists at once, and its review with it', async () => {
    const { id } = await make();
    await deleteStudioImage({ client: amina.client, path: { id }, throwOnError: true });
    const gone = await getStudioImage({ client: amina.client, path: { id } });
    expect(gone.error).toMatchObject({ status: 404 });
    expect(await reviewsOf(id)).toMatchObject([{ state: 'withdrawn', subject: null }]);
    const again = await deleteStudioImage({ client: amina.client, path: { id } });
    expect(again.error).toMatchObject({ status: 404 });
  });
});

test('an admin changes and deletes what belongs to others, which leaves audit rows', async () => {
  const { id } = await make();
  const admin = await newPerson(api, 'admin');
  const body = { title: 'x' };
  await updateStudioImage({
    ...{ client: admin.client, path: { id }, body, throwOnError: true },
    headers: { 'If-Match': '*' },
  });
  await deleteStudioImage({ client: admin.client, path: { id }, throwOnError: true });
  const actions = await api.services
    .database('audit_entries')
    .where({ actor_id: admin.id, owner_id: amina.id, subject_id: id })
    .orderBy('created_at')
    .pluck<string[]>('action');
  expect(actions).toEqual(['studio_image.update', 'studio_image.delete']);
  const missing = await getStudioImage({ client: admin.client, path: { id: newId() } });
  expect(missing.error).toMatchObject({ status: 404 });
});

test('thirty days after it was deleted, nothing is left of a picture but what it cost', async () => {
  const { database, objectStore, temporal } = api.services;
  const words = { title: 'Plums', alt_text: 'a basket', tags: ['plums'] };
  const { id } = await createStoredImage(database, objectStore, amina.id, words);
  const kept = await createStoredImage(database, objectStore, amina.id);
  const { thumbnail_url } = await read(id);
  const shown = (thumbnail_url ?? '').replace(api.services.config.api.publicUrl, '');
  expect((await api.fetch(shown)).status).toBe(200);
  const fitted = `${fittedPrefix({ owner_id: amina.id, id })}${'a'.repeat(64)}.jpeg`;
  await objectStore.put(fitted, Buffer.from('smaller'), { contentType: 'image/jpeg' });
  await deleteStudioImage({ client: amina.client, path: { id }, throwOnError: true });
  const { keepHouse } = createHousekeepingActivities({
    ...{ database, objectStore, temporal },
    platforms: new Map(),
  });
  const task = 'remove-deleted-images' as const;
  const tidy = (days: number) => {
    const now = new Date(api.clock.now().getTime() + days * 86_400_000).toISOString();
    return new MockActivityEnvironment().run(keepHouse, { task, now });
  };
  expect(await tidy(29)).toBe(0);
  expect(await storedObjects(api, amina.id)).toHaveLength(4);
  expect(await tidy(31)).toBeGreaterThanOrEqual(1);
  expect(await tidy(31)).toBe(0);
  expect(await storedObjects(api, amina.id)).toHaveLength(1);
  const row = await database('studio_images').where({ id }).first<Record<string, unknown>>();
  expect(row).toMatchObject({ title: '', alt_text: '', tags: [], prompt: '', object_key: null });
  expect(await database('reviews').where({ subject_id: id })).toEqual([]);
  expect((await api.fetch(shown)).status).toBe(404);
  expect((await read(kept.id)).status).toBe('generated');
});
