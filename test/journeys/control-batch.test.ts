// A person pauses, resumes and cancels; and the other ways in which pictures come.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import {
  cancelBatch,
  classifyImage,
  createBatch,
  createBatchForm,
  createUploads,
  pauseBatch,
  resumeBatch,
} from '../../clients/typescript';
import { manyPictures } from '../faults/pictures';
import { until } from '../support/until';
import { readBatch, readItems, startBatch, sumOf } from './support/batches';
import { type JourneyStack, type Person, startJourneyStack } from './support/stack';

jest.setTimeout(420_000);

let stack: JourneyStack;
let person: Person;

beforeAll(async () => {
  stack = await startJourneyStack();
  person = await stack.person();
});

afterAll(() => stack.stop());

describe('a person at the wheel', () => {
  it('pauses, resumes and cancels a batch, and every item is accounted for', async () => {
    const { client } = person;
    const follower = person.follow();
    await follower.connected();
    const { id } = await startBatch(client, await manyPictures(3_000));
    const path = { id };
    await until(() => follower.progress.some((hint) => hint.batch_id === id && hint.succeeded > 0));

    await pauseBatch({ client, path, throwOnError: true });
    await follower.sees(id, 'batch.paused');
    const paused = await readBatch(client, id);
    expect(paused).toMatchObject({ state: 'paused', desired_state: 'paused' });
    expect(paused.counts.pending).toBeGreaterThan(0);

    await resumeBatch({ client, path, throwOnError: true });
    await follower.sees(id, 'batch.resumed');
    await until(async () => (await readBatch(client, id)).counts.pending < paused.counts.pending);

    await cancelBatch({ client, path, throwOnError: true });
    await follower.sees(id, 'batch.cancelled');
    const { counts, state } = await readBatch(client, id);
    expect(state).toBe('cancelled');
    expect(counts).toMatchObject({ total: 3_000, pending: 0, failed: 0 });
    expect(counts.cancelled).toBeGreaterThan(0);
    expect(sumOf(counts)).toBe(3_000);
    const items = await readItems(client, id);
    const cancelled = items.filter((item) => item.state === 'cancelled');
    expect(cancelled).toHaveLength(counts.cancelled);
    const refused = await resumeBatch({ client, path });
    expect(refused.error?.code).toBe('batch_state_conflict');
  });

  it('sees nothing of what others do', async () => {
    const other = await stack.person();
    const follower = other.follow();
    await follower.connected();
    const { id } = await startBatch(person.client, await manyPictures(3));
    await until(async () => (await readBatch(person.client, id)).state === 'finished');
    const own = await startBatch(other.client, await manyPictures(3));
    await follower.sees(own.id, 'batch.finished');
    expect(follower.typesOf(id)).toEqual([]);
    expect(follower.progress.filter(({ batch_id }) => batch_id !== own.id)).toEqual([]);
    const { error } = await cancelBatch({ client: other.client, path: { id } });
    expect(error?.code).toBe('not_found');
  });
});

describe('pictures come', () => {
  const finish = async (id: string) => {
    await until(async () => (await readBatch(person.client, id)).state === 'finished');
    const batch = await readBatch(person.client, id);
    const names = (await readItems(person.client, id)).map(({ source_name }) => source_name);
    return { counts: batch.counts, names };
  };
  const all = (total: number) => ({ total, succeeded: total, pending: 0, failed: 0, cancelled: 0 });

  it('one at a time, and are answered at once', async () => {
    const follower = person.follow();
    const [image] = await manyPictures(1);
    if (!image) throw new Error('no picture');
    const { client } = person;
    const { data } = await classifyImage({ client, body: { image }, throwOnError: true });
    expect(data).toMatchObject({ state: 'classified', error: null });
    await follower.sees(data.id, 'image.classified');
    const stored = await fetch(data.image_url);
    expect(Buffer.from(await stored.arrayBuffer())).toEqual(Buffer.from(await image.arrayBuffer()));
  });

  it('as an archive, looked into deeply', async () => {
    const zip = new ZipFile();
    const pictures = await manyPictures(5);
    for (const [n, file] of pictures.entries()) {
      zip.addBuffer(Buffer.from(await file.arrayBuffer()), `row ${n % 2}/${file.name}`);
    }
    zip.end();
    const bytes = new Uint8Array(await buffer(zip.outputStream));
    const body = { archive: new File([bytes], 'trees.zip') };
    const { data } = await createBatchForm({ client: person.client, body, throwOnError: true });
    const { counts, names } = await finish(data.id);
    expect(counts).toEqual(all(5));
    expect(names.sort()).toEqual(pictures.map(({ name }, n) => `row ${n % 2}/${name}`).sort());
  });

  it('as uploads to signed places', async () => {
    const pictures = await manyPictures(4);
    const files = pictures.map(({ name: filename, size }) => {
      return { filename, size, content_type: 'image/jpeg' as const };
    });
    const { client } = person;
    const { data } = await createUploads({ client, body: { files }, throwOnError: true });
    for (const [n, { url, method, headers }] of data.results.entries()) {
      const sent = await fetch(url, { method, headers, body: pictures[n] ?? null });
      expect(sent.ok).toBe(true);
    }
    const upload_ids = data.results.map((upload) => upload.id);
    const batch = await createBatch({
      client,
      body: { source: { upload_ids } },
      throwOnError: true,
    });
    const { counts, names } = await finish(batch.data.id);
    expect(counts).toEqual(all(4));
    expect(names).toEqual(pictures.map(({ name }) => name));
  });

  it("from their owner's part of the store", async () => {
    const prefix = `imports/${person.id}/harvest/`;
    const pictures = await manyPictures(6);
    for (const file of pictures) {
      const target = join(stack.info.env['STORAGE_DIR'] ?? '', prefix, file.name);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, new Uint8Array(await file.arrayBuffer()));
    }
    const body = { source: { prefix } };
    const { data } = await createBatch({ client: person.client, body, throwOnError: true });
    expect((await finish(data.id)).counts).toEqual(all(6));
  });
});
