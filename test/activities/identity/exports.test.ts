import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { MockActivityEnvironment } from '@temporalio/testing';
import yauzl from 'yauzl';
import { createObjectStore, type ObjectStore } from '../../../activities/clients/object-store';
import { createExportActivities } from '../../../activities/identity/exports';
import { transaction } from '../../../foundation/transaction';
import { AccountExport } from '../../../models/identity/account-export';
import { ownedTables } from '../../../models/identity/owned-data/owned-tables';
import { requestExport } from '../../../models/identity/request-export';
import { createOwner } from '../../factories/owner';
import { fillAccount } from '../../factories/rich-account';
import { openTestDatabase, type TestKnex } from '../../support/knex';

const now = new Date('2026-09-14T08:30:00.000Z');
const week = 7 * 86_400_000;

let test: TestKnex;
let folder: string;
let objectStore: ObjectStore;
beforeAll(async () => {
  test = await openTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'relais-export-'));
  objectStore = createObjectStore({
    storage: { driver: 'local', directory: folder },
    secretKey: 'a secret that only the tests know, long enough',
    api: { publicUrl: 'http://127.0.0.1' },
  });
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

async function filledOwner(): Promise<string> {
  const owner = await createOwner(test.database);
  await fillAccount(test.database, objectStore, owner);
  return owner;
}

const request = (owner: string) =>
  transaction(test.database, (tx) => requestExport(tx, owner, now));

const build = (export_id: string, store = objectStore): Promise<unknown> => {
  const { buildExport } = createExportActivities({ database: test.database, objectStore: store });
  const input = { export_id, now: now.toISOString() };
  return new MockActivityEnvironment().run(buildExport, input);
};

/** The files of an archive, by name. */
async function unpacked(export_id: string): Promise<Map<string, string>> {
  const { object_key } = await AccountExport.query(test.database)
    .findById(export_id)
    .throwIfNotFound();
  const zip = await yauzl.fromBufferPromise(await objectStore.get(object_key));
  const files = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)));
  }
  return files;
}

const rowsIn = (files: Map<string, string>, table: string) =>
  JSON.parse(files.get(`data/${table}.json`) ?? '') as Record<string, unknown>[];

describe('a copy of an account', () => {
  it('has every table of the registry, with the rows of its owner only', async () => {
    const other = await filledOwner();
    const owner = await filledOwner();
    const { id } = await request(owner);
    expect(await build(id)).toBe(new Date(now.getTime() + week).toISOString());
    const files = await unpacked(id);
    const exported = ownedTables.filter(({ exporter }) => exporter.kind === 'rows');
    const names = exported.map(({ table }) => table).filter((name) => name !== 'account_erasures');
    const empty = names.filter((table) => rowsIn(files, table).length === 0);
    expect(empty).toEqual([]);
    const whole = [...files.values()].join('\n');
    expect(whole).toContain(owner);
    expect(whole).not.toContain(other);
    expect(rowsIn(files, 'users')).toMatchObject([{ id: owner, email: `${owner}@example.org` }]);
    const left = ownedTables.filter(({ exporter }) => exporter.kind === 'withheld');
    for (const { table } of left) {
      expect(files.has(`data/${table}.json`)).toBe(false);
      expect(files.get('README.txt')).toContain(`- ${table}: `);
    }
  });

  it('has no secret of the service', async () => {
    const owner = await filledOwner();
    const { id } = await request(owner);
    await build(id);
    const files = await unpacked(id);
    for (const { table, exporter } of ownedTables) {
      if (exporter.kind !== 'rows' || table === 'account_erasures') continue;
      const columns = Object.keys(rowsIn(files, table)[0] ?? {});
      expect(columns.filter((column) => exporter.without.includes(column))).toEqual([]);
    }
    const whole = [...files.values()].join('\n');
    for (const secret of ['a sealed secret', 'a hash']) expect(whole).not.toContain(secret);
  });

  it('has the files, under names that stay where they are unpacked', async () => {
    const owner = await filledOwner();
    const { id } = await request(owner);
    await test.database('classification_images').insert({
      ...{ id: owner, owner_id: owner, filename: 'gone.png', object_key: `images/${owner}/gone` },
      ...{ size: 1, sha256: 'x' },
    });
    await build(id);
    const files = await unpacked(id);
    const stored = [...files].filter(([name]) => name.startsWith('files/'));
    expect(stored.map(([, content]) => content).sort()).toEqual([
      'something below avatars',
      'something below images',
      'something below studio',
      'something below uploads',
    ]);
    const picture = stored.find(([, content]) => content.endsWith('images'))?.[0];
    expect(picture).toMatch(/^files\/classification_images\/[0-9a-f-]{36}-prune 1\.png$/);
    const manifest = JSON.parse(files.get('manifest.json') ?? '') as Record<string, unknown>;
    expect(manifest).toMatchObject({ account: owner, files: 4, tables: { users: 1 } });
    expect(manifest['missing']).toEqual([`files/classification_images/${owner}-gone.png`]);
  });

  it('is told of once, however often it is built', async () => {
    const owner = await filledOwner();
    const { id } = await request(owner);
    expect(await build(id)).toBe(await build(id));
    const row = await AccountExport.query(test.database).findById(id);
    const { size } = (await objectStore.head(row?.object_key ?? '')) ?? {};
    expect(row).toMatchObject({ state: 'ready', size, files: 4 });
    const mails = test.database('mails').where({ owner_id: owner, kind: 'export-ready' });
    expect(await mails).toHaveLength(1);
    const events = test.database('events').where({ owner_id: owner, type: 'user.export_ready' });
    expect(await events).toHaveLength(1);
  });

  it('is one while it is built, and another one later', async () => {
    const owner = await createOwner(test.database);
    const both = await Promise.all([request(owner), request(owner)]);
    expect(both[0].id).toBe(both[1].id);
    const commands = test.database('workflow_commands').where({ owner_id: owner });
    expect(await commands).toHaveLength(1);
    await build(both[0].id);
    expect((await request(owner)).id).not.toBe(both[0].id);
  });

  it('that cannot be stored leaves nothing behind, and is built by the next try', async () => {
    const owner = await filledOwner();
    const { id } = await request(owner);
    const full: ObjectStore = { ...objectStore, put: () => Promise.reject(new Error('disk full')) };
    await expect(build(id, full)).rejects.toThrow('disk full');
    const unreadable: ObjectStore = {
      ...objectStore,
      stream: () => Promise.reject(new Error('disk broken')),
    };
    await expect(build(id, unreadable)).rejects.toThrow('disk broken');
    const row = await AccountExport.query(test.database).findById(id).throwIfNotFound();
    expect(row.state).toBe('pending');
    expect(await objectStore.head(row.object_key)).toBeNull();
    await build(id);
    expect(await objectStore.head(row.object_key)).not.toBeNull();
  });

  it('is deleted when its time is over', async () => {
    const owner = await createOwner(test.database);
    const { id, object_key } = await request(owner);
    await build(id);
    const { expireExport } = createExportActivities({ database: test.database, objectStore });
    await expireExport({ export_id: id });
    await expireExport({ export_id: id });
    expect(await objectStore.head(object_key)).toBeNull();
    expect(await build(id)).toBeNull();
    const row = await AccountExport.query(test.database).findById(id);
    expect(row?.state).toBe('expired');
  });
});
