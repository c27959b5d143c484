import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createCollectActivities } from '../../../activities/classification/collect-images';
import { createObjectStore, type ObjectStore } from '../../../activities/clients/object-store';
import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { BatchItem } from '../../../models/operations/batch-item';
import { BatchRun } from '../../../models/operations/batch-run';
import { createBatch } from '../../../models/operations/create-batch';
import { createOwner } from '../../factories/owner';
import { openTestDatabase, type TestKnex } from '../../support/knex';

let test: TestKnex;
let folder: string;
let store: ObjectStore;
beforeAll(async () => {
  test = await openTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'relais-collect-'));
  store = createObjectStore({
    storage: { driver: 'local', directory: folder },
    secretKey: 'a secret that only the tests know, long enough',
    api: { publicUrl: 'http://127.0.0.1' },
  });
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

async function batchOf(owner_id: string): Promise<BatchRun> {
  const source = { type: 'prefix' as const, prefix: `imports/${owner_id}/spring` };
  return await transaction(test.database, (tx) =>
    createBatch(tx, {
      ...{ id: newId(), owner_id, kind: 'classification', name: 'test', options: {} },
      ...{ source, total: null },
    }),
  );
}

const putAll = async (owner: string, names: string[]): Promise<void> => {
  for (const name of names) {
    await store.put(`imports/${owner}/spring/${name}`, Buffer.from(name), { contentType: 'x/y' });
  }
};

const collect = (run: BatchRun, objectStore: ObjectStore = store): Promise<unknown> => {
  const activities = createCollectActivities({ database: test.database, objectStore });
  return new MockActivityEnvironment().run(activities.collectImages, { run_id: run.id });
};

const namesOf = async (run: BatchRun): Promise<string[]> => {
  const items = await BatchItem.query(test.database).where({ run_id: run.id }).orderBy('position');
  return items.map((item) => item.source_name);
};

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `plum-${String(n).padStart(3, '0')}.jpg`);

describe('collecting the pictures of a prefix', () => {
  it('takes each object once, in order of key', async () => {
    const owner = await createOwner(test.database);
    await putAll(owner, numbered(70));
    const run = await batchOf(owner);
    expect(await collect(run)).toBe(70);
    expect(await namesOf(run)).toEqual(numbered(70).map((name) => `spring/${name}`));
    expect(await collect(run)).toBe(70);
  });

  it('loses nothing and repeats nothing when it is broken off while objects arrive', async () => {
    const owner = await createOwner(test.database);
    await putAll(owner, numbered(100));
    const run = await batchOf(owner);
    let heads = 0;
    const head = (key: string): ReturnType<ObjectStore['head']> =>
      ++heads > 80 ? Promise.reject(new Error('the store went away')) : store.head(key);
    await expect(collect(run, { ...store, head })).rejects.toThrow('the store went away');
    expect(await namesOf(run)).toHaveLength(64);
    await putAll(owner, ['a-late-one.jpg']);
    expect(await collect(run)).toBe(100);
    expect(await namesOf(run)).toEqual(numbered(100).map((name) => `spring/${name}`));
    const failed = await BatchItem.query(test.database).where({ run_id: run.id, state: 'failed' });
    expect(failed).toEqual([]);
  });

  it('refuses a prefix without objects', async () => {
    const run = await batchOf(await createOwner(test.database));
    await expect(collect(run)).rejects.toMatchObject({ code: 'batch_empty' });
    const { item_count } = await BatchRun.query(test.database).findById(run.id).throwIfNotFound();
    expect(item_count).toBeNull();
  });
});
