import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import yazl from 'yazl';
import { archiveSlices } from '../../../activities/classification/archive-files';
import type { SourceFile } from '../../../activities/classification/source-slices';
import { createObjectStore, type ObjectStore } from '../../../activities/clients/object-store';

let directory: string;
let store: ObjectStore;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'relais-objects-'));
  store = createObjectStore({
    storage: { driver: 'local', directory },
    secretKey: 'a secret of the tests, long enough to pass',
    api: { publicUrl: 'http://127.0.0.1:9' },
  });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const names = Array.from({ length: 70 }, (_, index) => `row 1/tree-${index}.png`);

async function openStored(): Promise<AsyncIterable<SourceFile[]>> {
  const zip = new yazl.ZipFile();
  for (const name of names) zip.addBuffer(Buffer.from(`picture ${name}`), name);
  zip.end();
  const object_key = 'archives/amina/plums.zip';
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  await store.put(object_key, Buffer.concat(chunks), { contentType: 'application/zip' });
  return archiveSlices(store, { object_key, owner_id: 'amina' });
}

describe('the slices of an archive', () => {
  it('hold all of its files, which can be received until the next slice, the last ones too', async () => {
    const received: string[] = [];
    for await (const slice of await openStored()) {
      for (const file of slice) {
        const got = await file.receive();
        const bytes = 'object_key' in got ? await store.get(got.object_key) : Buffer.alloc(0);
        expect(bytes.toString()).toBe(`picture ${got.filename}`);
        received.push(got.filename);
      }
    }
    expect(received).toEqual(names);
  });

  it('leave the archive closed, whether all of it was read or not', async () => {
    for (const wanted of [1, 2]) {
      const seen: SourceFile[] = [];
      let count = 0;
      for await (const slice of await openStored()) {
        seen.push(...slice);
        count += 1;
        if (count === wanted) break;
      }
      await expect(seen.at(-1)?.receive()).rejects.toThrow('closed');
    }
    const all: SourceFile[] = [];
    for await (const slice of await openStored()) all.push(...slice);
    expect(all).toHaveLength(names.length);
    await expect(all.at(-1)?.receive()).rejects.toThrow('closed');
  });
});
