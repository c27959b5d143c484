import {
  type ClassificationImage,
  deleteImage,
  getImage,
  listEvents,
  listImages,
  type Problem,
} from '../../../clients/typescript';
import type { TestApi } from '../../support/api';
import {
  filePart,
  newPerson,
  type Person,
  startClassificationApi,
  storedObjects,
} from './classification-api';
import { drawing, hugePicture, picture } from './pictures';
import { spotted, temporalAnswering, temporalDown } from './temporal-fakes';
import { shippedVersion } from '../../support/shipped-version';

let api: TestApi;
let amina: Person;
beforeAll(async () => {
  api = await startClassificationApi();
});
beforeEach(async () => {
  amina = await newPerson(api);
  api.services.temporal = temporalDown;
});
afterAll(() => api.close());

const classify = (person: Person, bytes: Buffer, key?: string) =>
  person.send('/classification/images', [filePart('image', bytes, 'tree 14/é.png')], key);
const bodyOf = async (response: Response) => (await response.json()) as ClassificationImage;
const problemOf = async (response: Response) => (await response.json()) as Problem;

describe('classifying one picture', () => {
  test('answers with its class when the workflow ends in time', async () => {
    api.services.temporal = temporalAnswering(api.services, spotted);
    const response = await classify(amina, picture(1));
    const image = await bodyOf(response);
    expect(response.status).toBe(201);
    expect(image).toMatchObject({ state: 'classified', label: 'spotted', owner_id: amina.id });
    expect(image).toMatchObject({ model_version: shippedVersion, latency_ms: 12.5, error: null });
    const path = { id: image.id };
    expect(response.headers.get('location')).toBe(`/api/classification/images/${image.id}`);
    const read = await getImage({ client: amina.client, path });
    expect(read.data).toEqual(image);
    expect(read.response.headers.get('etag')).toBe(response.headers.get('etag'));
    const stored = await fetch(image.image_url.replace(/^http:\/\/[^/]+/, api.url));
    expect(Buffer.from(await stored.arrayBuffer())).toEqual(picture(1));
  });

  test('keeps the picture and answers 202 when Temporal does not answer', async () => {
    const response = await classify(amina, picture(2));
    const image = await bodyOf(response);
    expect(response.status).toBe(202);
    expect(image).toMatchObject({ state: 'pending', media_type: 'image/png', label: null });
    expect(response.headers.get('location')).toBe(`/api/classification/images/${image.id}`);
    const commands = await api.services
      .database('workflow_commands')
      .where({ subject_id: image.id });
    expect(commands).toMatchObject([{ workflow_id: `image:${image.id}` }]);
  });

  test('says why a picture could not be read, each time it is sent', async () => {
    const result = { ok: false, error_code: 'image_truncated', detail: 'ends early' } as const;
    for (const _ of [1, 2]) {
      api.services.temporal = temporalAnswering(api.services, result);
      const response = await classify(amina, picture(3));
      expect(response.status).toBe(422);
      expect(await problemOf(response)).toMatchObject({ code: 'image_truncated' });
    }
    const { data } = await listImages({ client: amina.client });
    expect(data).toMatchObject({ count: 1, results: [{ error: { code: 'image_truncated' } }] });
  });

  test('refuses a picture that its owner has, and stores nothing', async () => {
    const first = await bodyOf(await classify(amina, picture(4)));
    const again = await classify(amina, picture(4));
    expect(again.status).toBe(409);
    expect(again.headers.get('location')).toBe(`/api/classification/images/${first.id}`);
    const problem = await problemOf(again);
    expect(problem.code).toBe('duplicate_image');
    expect(problem.detail).toContain(first.id);
    expect(await storedObjects(api, amina.id)).toHaveLength(1);
    expect((await classify(await newPerson(api), picture(4))).status).toBe(202);
  });

  test('takes one of two that are sent at the same time', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => classify(amina, picture(5))));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    expect(await storedObjects(api, amina.id)).toHaveLength(1);
  });

  test('repeats its first answer for the same key, and refuses the key for another picture', async () => {
    api.services.temporal = temporalAnswering(api.services, spotted);
    const first = await bodyOf(await classify(amina, picture(6), 'key-1'));
    const again = await classify(amina, picture(6), 'key-1');
    expect(again.status).toBe(201);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await bodyOf(again)).toEqual(first);
    const other = await classify(amina, picture(7), 'key-1');
    expect(await problemOf(other)).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    expect(await storedObjects(api, amina.id)).toHaveLength(1);
  });

  test.each([
    ['a drawing with scripts', drawing, 415, 'unsupported_media_type'],
    ['a GIF', Buffer.from('GIF89a...'), 415, 'unsupported_media_type'],
    ['a text', Buffer.from('no picture at all'), 422, 'not_an_image'],
    ['nothing', Buffer.alloc(0), 422, 'not_an_image'],
    ['3,600 million pixels', hugePicture, 422, 'image_too_large'],
    ['half a header', picture(1).subarray(0, 20), 422, 'image_truncated'],
    [
      'too many bytes',
      Buffer.concat([picture(1), Buffer.alloc(51 * 2 ** 20)]),
      413,
      'payload_too_large',
    ],
  ])('refuses %s', async (_name, bytes, status, code) => {
    const response = await classify(amina, bytes);
    expect(await problemOf(response)).toMatchObject({ status, code });
    expect(await storedObjects(api, amina.id)).toEqual([]);
  });

  test('refuses a form without the picture, with two, or with something else', async () => {
    const path = '/classification/images';
    const image = filePart('image', picture(8), 'a.png');
    for (const parts of [[], [image, image], [image, filePart('other', picture(9), 'b.png')]]) {
      const response = await amina.send(path, parts);
      expect(await problemOf(response)).toMatchObject({ status: 400, code: 'validation_failed' });
    }
    expect(await storedObjects(api, amina.id)).toEqual([]);
  });
});

describe('a picture of somebody else', () => {
  test('is not there, neither to read nor to delete', async () => {
    const path = { id: (await bodyOf(await classify(amina, picture(10)))).id };
    const { client } = await newPerson(api);
    expect((await getImage({ client, path })).error).toMatchObject({ code: 'not_found' });
    expect((await deleteImage({ client, path })).error).toMatchObject({ code: 'not_found' });
    expect((await getImage({ client: amina.client, path })).response.status).toBe(200);
  });

  test('can be read and deleted by an admin, who leaves a trace', async () => {
    const path = { id: (await bodyOf(await classify(amina, picture(11)))).id };
    const admin = await newPerson(api, 'admin');
    const { data } = await listImages({ client: admin.client, query: { owner_id: amina.id } });
    expect(data?.results).toMatchObject([{ id: path.id }]);
    expect((await deleteImage({ client: admin.client, path })).response.status).toBe(204);
    const trace = await api.services.database('audit_entries').where({ subject_id: path.id });
    expect(trace).toMatchObject([
      { actor_id: admin.id, owner_id: amina.id, action: 'image.delete', subject_type: 'image' },
    ]);
  });
});

test('a deleted picture is gone, its owner is told, and it may be sent again', async () => {
  const { client } = amina;
  const path = { id: (await bodyOf(await classify(amina, picture(12)))).id };
  expect((await deleteImage({ client, path })).response.status).toBe(204);
  expect((await getImage({ client, path })).error).toMatchObject({ code: 'not_found' });
  expect((await deleteImage({ client, path })).error).toMatchObject({ code: 'not_found' });
  expect((await listImages({ client })).data).toMatchObject({ count: 0, results: [] });
  const { data } = await listEvents({ client });
  expect(data?.results.at(-1)).toMatchObject({ type: 'image.deleted', subject: path });
  expect(await api.services.database('audit_entries').where({ subject_id: path.id })).toEqual([]);
  expect((await classify(amina, picture(12))).status).toBe(202);
});
