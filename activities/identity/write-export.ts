// What an archive of an account consists of: `data/<table>.json` for each table of the registry, `files/` for the
// objects that rows name, `manifest.json` with their counts, and a page that says what it all is.
import { Readable } from 'node:stream';
import { basename } from 'node:path';
import type { Knex } from 'knex';
import { ownedTables } from '../../models/identity/owned-data/owned-tables';
import { type OwnedFile, readFiles, readRows } from '../../models/identity/owned-data/read-owned';
import type { OwnedTable } from '../../models/identity/owned-data/owned-table';
import type { ObjectStore } from '../clients/object-store';
import type { ZipWriter } from '../clients/zip-writer';
import { exportPage } from './export-page';

/** How much is in an archive. */
export interface ExportContent {
  rows: number;
  files: number;
}

interface Parts {
  database: Knex;
  objectStore: ObjectStore;
  zip: ZipWriter;
}

/** Writes all that an account has into an archive, and ends it. */
export async function writeExport(
  { database, objectStore, zip }: Parts,
  { owner_id, now }: { owner_id: string; now: Date },
): Promise<ExportContent> {
  const addText = (path: string, content: Readable): Promise<void> =>
    zip.add({ path, content, modified: now, compress: true });
  await addText('README.txt', Readable.from([exportPage(now)]));
  // One snapshot: rows that refer to each other are from the same instant.
  const tables = await database.transaction(
    async (sql) => {
      const counts: Record<string, number> = {};
      for (const entry of ownedTables.filter(({ exporter }) => exporter.kind === 'rows')) {
        const count = { rows: 0 };
        const json = Readable.from(jsonOf(sql, entry, owner_id, count));
        await addText(`data/${entry.table}.json`, json);
        counts[entry.table] = count.rows;
      }
      return counts;
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
  const files = await addFiles({ database, objectStore, zip }, owner_id, now);
  const manifest = { account: owner_id, created_at: now.toISOString(), tables, ...files };
  await addText('manifest.json', Readable.from([`${JSON.stringify(manifest, null, 2)}\n`]));
  zip.end();
  const rows = Object.values(tables).reduce((sum, count) => sum + count, 0);
  return { rows, files: files.files };
}

/** The rows of a table as one JSON array, a page of them at a time. */
async function* jsonOf(
  sql: Knex.Transaction,
  entry: OwnedTable,
  ownerId: string,
  count: { rows: number },
): AsyncGenerator<string> {
  yield '[';
  for await (const rows of readRows(sql, entry, ownerId)) {
    yield `${count.rows === 0 ? '\n' : ',\n'}${rows.join(',\n')}`;
    count.rows += rows.length;
  }
  yield '\n]\n';
}

/** Adds the objects that are there; those that are missing are named in the manifest. */
async function addFiles(
  { database, objectStore, zip }: Parts,
  ownerId: string,
  now: Date,
): Promise<{ files: number; missing: string[] }> {
  const missing: string[] = [];
  let files = 0;
  for await (const file of readFiles(database, ownerId)) {
    const path = `files/${file.table}/${fileName(file)}`;
    if (await objectStore.head(file.object_key)) {
      const content = await objectStore.stream(file.object_key);
      await zip.add({ path, content, modified: now, compress: false });
      files += 1;
    } else missing.push(path);
  }
  return { files, missing };
}

/** The name that the owner gave it, behind the id of its row: names repeat, and may be no names of files. */
function fileName({ id, name }: OwnedFile): string {
  const safe = basename(name).replaceAll(/[^\p{L}\p{N}._ -]/gu, '_');
  return `${id}-${safe.slice(-100)}`;
}
