import yazl from 'yazl';
import {
  type ClassificationBatch,
  createBatch,
  createUploads,
  listBatches,
  type Problem,
  type Upload,
} from '../../../clients/typescript';
import type { TestApi } from '../../support/api';
import {
  filePart,
  newPerson,
  type Person,
  startClassificationApi,
  storedObjects,
} from './classification-api';
import { picture } from './pictures';

let api: TestApi;
let amina: Person;
beforeAll(async () => {
  api = await startClassificationApi();
});
beforeEach(async () => {
  amina = await newPerson(api);
});
afterAll(() => api.close());

async function places(person: Person, count: number): Promise<Upload[]> {
  const files = Array.from({ length: count }, (_, index) => {
    const size = picture(index).length;
    return { filename: `tree-${index}.png`, content_type: 'image/png' as const, size };
  });
  const { data } = await createUploads({
    client: person.client,
    body: { files },
    throwOnError: true,
  });
  return data.results;
}

async function put(upload: Upload, bytes: Buffer): Promise<Response> {
  const url = upload.url.replace(/^http:\/\/[^/]+/, api.url);
  return await fetch(url, { ...upload, body: new Uint8Array(bytes) });
}

async function filledPlaces(person: Person, count: number): Promise<string[]> {
  const uploads = await places(person, count);
  await Promise.all(uploads.map((upload, index) => put(upload, picture(index))));
  return uploads.map(({ id }) => id);
}

const fromUploads = (person: Person, upload_ids: string[], key?: string) =>
  createBatch({
    client: person.client,
    body: { name: 'Uploads', source: { upload_ids } },
    ...(key !== undefined && { headers: { 'Idempotency-Key': key } }),
  });

describe('uploads', () => {
  test('become a batch that takes them', async () => {
    const ids = await filledPlaces(amina, 3);
    const { data, response } = await fromUploads(amina, ids);
    expect(response.status).toBe(202);
    expect(data).toMatchObject({ name: 'Uploads', state: 'pending', counts: { total: 0 } });
    const rows = await api.services.database('classification_uploads').whereIn('id', ids);
    expect(rows.map((row: { batch_id: string }) => row.batch_id)).toEqual(Array(3).fill(data?.id));
    expect(await api.services.database('batches').where({ id: data?.id })).toMatchObject([
      { source: { type: 'uploads', upload_ids: ids } },
    ]);
  });

  test('are taken once, by whoever comes first', async () => {
    const ids = await filledPlaces(amina, 2);
    const answers = await Promise.all([fromUploads(amina, ids), fromUploads(amina, ids)]);
    expect(answers.map(({ response }) => response.status).sort()).toEqual([202, 409]);
    const { data } = await listBatches({ client: amina.client });
    expect(data?.count).toBe(1);
  });

  test('are taken once per key, however often it is sent', async () => {
    const ids = await filledPlaces(amina, 1);
    const first = await fromUploads(amina, ids, 'key');
    const again = await fromUploads(amina, ids, 'key');
    expect(again.data).toEqual(first.data);
    expect(again.response.headers.get('idempotency-replayed')).toBe('true');
  });

  test('of others, and those to whose place nothing was sent, are missing', async () => {
    const [mine = ''] = await filledPlaces(amina, 1);
    const [foreign = ''] = await filledPlaces(await newPerson(api), 1);
    const [unsent] = await places(amina, 1);
    for (const wrong of [foreign, unsent?.id ?? '']) {
      const { error } = await fromUploads(amina, [mine, wrong]);
      expect(error).toMatchObject({ status: 422, code: 'upload_missing' });
      expect(error).toMatchObject({ errors: [{ pointer: '/source/upload_ids/1' }] });
    }
    expect((await fromUploads(amina, [mine])).response.status).toBe(202);
  });

  test('expire after an hour, for bytes as well as for batches', async () => {
    const ids = await filledPlaces(amina, 1);
    const [late] = await places(amina, 1);
    api.clock.advance(3_600_001);
    const again = await newPerson(api);
    await api.services.database('classification_uploads').update({ owner_id: again.id });
    const { error } = await fromUploads(again, ids);
    expect(error).toMatchObject({ status: 410, code: 'upload_expired' });
    expect(late && (await put(late, picture(0))).status).toBe(410);
  });

  test('are at least one, and of the announced size', async () => {
    expect((await fromUploads(amina, [])).error).toMatchObject({
      status: 400,
      code: 'batch_empty',
    });
    const [upload] = await places(amina, 1);
    const larger = Buffer.concat([picture(0), Buffer.from('more')]);
    expect(upload && (await put(upload, larger)).status).toBe(413);
  });
});

describe('a prefix', () => {
  const fromPrefix = (prefix: string) =>
    createBatch({ client: amina.client, body: { source: { prefix } } });

  test('of one’s own becomes a batch', async () => {
    const prefix = `imports/${amina.id}/orchard-7/`;
    expect((await fromPrefix(prefix)).response.status).toBe(202);
  });

  test('of anybody else is refused', async () => {
    const other = await newPerson(api);
    const own = `imports/${amina.id}`;
    const wrong = [
      `imports/${other.id}/`,
      own,
      `${own}-2/`,
      `${own}/../${other.id}/`,
      'images/',
      '/',
    ];
    for (const prefix of wrong) {
      const { error } = await fromPrefix(prefix);
      expect(error).toMatchObject({ status: 403, code: 'prefix_not_allowed' });
    }
  });
});

describe('an archive', () => {
  const problemOf = async (response: Response) => (await response.json()) as Problem;
  const sendArchive = (bytes: Buffer, ...more: [string, Blob, string][]) =>
    amina.send('/classification/batches', [filePart('archive', bytes, 'plums.zip'), ...more]);

  async function zip(files: Record<string, Buffer>): Promise<Buffer> {
    const archive = new yazl.ZipFile();
    for (const [name, bytes] of Object.entries(files)) archive.addBuffer(bytes, name);
    archive.end();
    const chunks: Buffer[] = [];
    for await (const chunk of archive.outputStream) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  /** Writers refuse such names, so they are put in afterwards; the length stays. */
  const renamed = (bytes: Buffer, from: string, to: string) =>
    Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');

  test('becomes a batch', async () => {
    const bytes = await zip({ 'row 1/a.png': picture(1), 'row 1/b.png': picture(2) });
    const response = await sendArchive(bytes);
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as ClassificationBatch;
    expect(await api.services.database('batches').where({ id })).toMatchObject([
      { source: { type: 'archive', object_key: `archives/${amina.id}/${id}.zip` } },
    ]);
    const stored = await api.services.objectStore.get(`archives/${amina.id}/${id}.zip`);
    expect(stored).toEqual(bytes);
  });

  test('that would do harm, or that is none, is refused and not kept', async () => {
    const fine = await zip({ 'aa/tree.png': picture(1) });
    const bomb = await zip({ 'bomb.png': Buffer.alloc(64 * 2 ** 20) });
    const refused: [Buffer, number, string][] = [
      [renamed(fine, 'aa/tree.png', '../tree.png'), 400, 'archive_unsafe_name'],
      [renamed(fine, 'aa/tree.png', '/aatree.png'), 400, 'archive_unsafe_name'],
      [bomb, 413, 'archive_too_large'],
      [await zip({}), 400, 'batch_empty'],
      [Buffer.from('no archive'), 400, 'archive_invalid'],
      [fine.subarray(0, fine.length - 30), 400, 'archive_invalid'],
    ];
    for (const [bytes, status, code] of refused) {
      expect(await problemOf(await sendArchive(bytes))).toMatchObject({ status, code });
    }
    const mixed = await sendArchive(fine, filePart('images', picture(2), 'b.png'));
    expect(await problemOf(mixed)).toMatchObject({ status: 400, code: 'validation_failed' });
    expect(await storedObjects(api, amina.id)).toEqual([]);
  });
});
