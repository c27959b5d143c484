import sharp from 'sharp';
import {
  deleteStudioImage,
  editStudioImage,
  getStudioImage,
  listReviews,
  type StudioImageEditCreate,
  validateStudioImage,
} from '../../../clients/typescript';
import type { StudioImage } from '../../../models/studio/studio-image';
import { createStoredImage, createStudioImage } from '../../factories/studio-image';
import { startTestApi, type TestApi } from '../../support/api';
import { newPerson, type Person, storedObjects } from '../classification/classification-api';

let api: TestApi;
let amina: Person;
let original: StudioImage;
beforeAll(async () => {
  api = await startTestApi(/^(identity|messaging|operations\/review|studio\/image)/);
});
beforeEach(async () => {
  amina = await newPerson(api);
  const { database, objectStore } = api.services;
  const told = { title: 'Plums', alt_text: 'a basket', tags: ['plums'], cost_micros: 42_000 };
  original = await createStoredImage(database, objectStore, amina.id, told);
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => api.close());

type Steps = StudioImageEditCreate['edits'];
const halved: Steps = [{ crop: { left: 0, top: 0, width: 160, height: 240 } }];

const edit = (edits: Steps, { id = original.id, person = amina, key = '', title = '' } = {}) =>
  editStudioImage({
    client: person.client,
    path: { id },
    body: { edits, ...(title !== '' && { title }) },
    ...(key !== '' && { headers: { 'Idempotency-Key': key } }),
  });

describe('an edit', () => {
  it('makes a version with a review of its own, and leaves the original as it is', async () => {
    const path = { id: original.id };
    const body = { action: 'validate' as const };
    await validateStudioImage({ client: amina.client, path, body, throwOnError: true });
    const { data, response } = await edit(halved, { title: 'Half of the plums' });
    expect(response?.status).toBe(201);
    expect(response?.headers.get('location')).toBe(`/api/images/${data?.id}`);
    expect(response?.headers.get('etag')).toBe('"1"');
    expect(data).toMatchObject({
      ...{ parent_id: original.id, status: 'generated', title: 'Half of the plums' },
      ...{ alt_text: 'a basket', tags: ['plums'], prompt: original.prompt, edits: halved },
      ...{ width: 160, height: 240, media_type: 'image/png', cost_micros: 0, validated_by: null },
    });
    const link = (data?.image_url ?? '').replace(api.services.config.api.publicUrl, '');
    const bytes = Buffer.from(await (await api.fetch(link)).arrayBuffer());
    expect(bytes.length).toBe(data?.size_bytes);
    const { xmpAsString, ...read } = await sharp(bytes).metadata();
    expect(read).toMatchObject({ width: 160, height: 240, format: 'png' });
    expect(xmpAsString).toContain('digitalsourcetype/trainedAlgorithmicMedia');
    const before = await getStudioImage({ client: amina.client, path, throwOnError: true });
    expect(before.data).toMatchObject({
      ...{ status: 'validated', sha256: original.sha256, edits: [], title: 'Plums' },
    });
    const reviews = await listReviews({ client: amina.client, throwOnError: true });
    const open = reviews.data.results.filter(({ state }) => state === 'open');
    expect(open).toMatchObject([{ kind: 'studio_image', subject_id: data?.id }]);
    const again = await edit([{ grayscale: true }], { id: data?.id ?? '' });
    expect(again.data).toMatchObject({ parent_id: data?.id, title: 'Half of the plums' });
  });

  it('is done once per key', async () => {
    const first = await edit(halved, { key: 'one' });
    const second = await edit(halved, { key: 'one' });
    expect(second.data?.id).toBe(first.data?.id);
    expect(second.response?.headers.get('idempotency-replayed')).toBe('true');
    expect(await storedObjects(api, amina.id)).toHaveLength(2);
    const other = await edit([{ grayscale: true }], { key: 'one' });
    expect(other.error).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
  });

  it('that cannot be done says which, and leaves nothing', async () => {
    const wrong: Steps = [
      { flip: 'vertical' },
      { crop: { left: 300, top: 0, width: 64, height: 64 } },
    ];
    expect((await edit(wrong)).error).toMatchObject({
      ...{ status: 422, code: 'image_edit_impossible' },
      errors: [{ pointer: '/edits/1', code: 'outside' }],
    });
    expect(await storedObjects(api, amina.id)).toHaveLength(1);
  });

  it.each([
    ['nothing', []],
    ['eleven edits', Array.from({ length: 11 }, () => ({ grayscale: true }))],
    ['an unknown kind', [{ explode: true }]],
    ['a kind without what it needs', [{ crop: { left: 0 } }]],
    ['two at once', [{ flip: 'vertical', grayscale: true }]],
    ['none', [{}]],
    ['more than a kind takes', [{ crop: { left: 0, top: 0, width: 64, height: 64, sigma: 2 } }]],
    ['a colour that is markup', [{ text: { text: 'x', colour: '"/><b>' } }]],
    ['an angle that is none', [{ rotate: { degrees: 360 } }]],
    ['a control character', [{ text: { text: 'a\u0007' } }]],
  ])('of %s breaks the contract', async (_what, edits) => {
    const { error } = await edit(edits as Steps);
    expect(error).toMatchObject({ status: 400, code: 'validation_failed' });
  });

  it('waits for a picture, and is nobody else’s', async () => {
    const { database } = api.services;
    const none = { status: 'pending', object_key: null, sha256: null } as const;
    const pending = await createStudioImage(database, amina.id, none);
    const early = await edit(halved, { id: pending.id });
    expect(early.error).toMatchObject({ status: 409, code: 'image_not_made' });
    const foreign = await edit(halved, { person: await newPerson(api) });
    expect(foreign.error).toMatchObject({ status: 404 });
  });

  it('lays another picture of the same owner on it, and nobody else’s', async () => {
    const { database, objectStore } = api.services;
    const lay = (image_id: string) => edit([{ overlay: { image_id } }]);
    const logo = await createStoredImage(database, objectStore, amina.id);
    const laid = await lay(logo.id);
    expect(laid.data).toMatchObject({ parent_id: original.id, width: 320, height: 240 });
    expect(laid.data?.sha256).not.toBe(original.sha256);
    const other = await newPerson(api);
    const theirs = await createStoredImage(database, objectStore, other.id);
    const unwanted = { status: 'rejected' as const };
    const rejected = await createStoredImage(database, objectStore, amina.id, unwanted);
    const gone = { deleted_at: new Date() };
    const deleted = await createStoredImage(database, objectStore, amina.id, gone);
    const none = { status: 'pending', object_key: null, sha256: null } as const;
    const pending = await createStudioImage(database, amina.id, none);
    for (const { id } of [theirs, rejected, deleted, pending]) {
      expect((await lay(id)).error).toMatchObject({
        ...{ status: 422, code: 'image_edit_impossible' },
        errors: [{ pointer: '/edits/0', code: 'picture' }],
      });
    }
  });

  it('of a picture that is deleted meanwhile stores nothing', async () => {
    const { objectStore } = api.services;
    const put = objectStore.put.bind(objectStore);
    jest.spyOn(objectStore, 'put').mockImplementation(async (...given) => {
      const path = { id: original.id };
      await deleteStudioImage({ client: amina.client, path, throwOnError: true });
      return await put(...given);
    });
    expect((await edit(halved)).error).toMatchObject({ status: 404 });
    expect(await storedObjects(api, amina.id)).toHaveLength(1);
  });
});
