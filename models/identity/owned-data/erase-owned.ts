// Deletes what the registry says an account has, a slice at a time, so that nobody waits long for a lock. A repeat
// finds less to do.
import type { Knex } from 'knex';
import type { OwnedTable } from './owned-table';
import { ownedTables } from './owned-tables';
import { rowsOf } from './read-owned';

const slice = 2_000;

/** Deletes the rows of an account, and takes from those that are kept what says who it was. The account itself stays. */
export async function eraseRows(
  database: Knex,
  ownerId: string,
  signal: AbortSignal,
): Promise<number> {
  let erased = 0;
  for (const entry of ownedTables) {
    const { eraser } = entry;
    if (eraser.kind === 'kept' && Object.keys(eraser.cleared).length > 0) {
      await rowsOf(database, entry, ownerId).update(eraser.cleared);
    }
    if (eraser.kind !== 'deletion') continue;
    for (let count = slice; count > 0; erased += count) {
      signal.throwIfAborted();
      count = await deleteSlice(database, entry, ownerId);
    }
  }
  return erased;
}

async function deleteSlice(database: Knex, entry: OwnedTable, ownerId: string): Promise<number> {
  const mine = rowsOf(database, entry, ownerId).select(`${entry.table}.ctid`).limit(slice);
  const { rowCount } = await database.raw<{ rowCount: number }>(
    'delete from ?? where ctid = any(array(?))',
    [entry.table, mine],
  );
  return rowCount;
}
