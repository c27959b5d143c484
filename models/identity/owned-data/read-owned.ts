// Reads what the registry says an account has, a slice at a time.
import type { Knex } from 'knex';
import type { OwnedTable } from './owned-table';
import { ownedTables } from './owned-tables';

const slice = 500;

/** An object of a row. */
export interface OwnedFile {
  table: string;
  /** The row that names it. */
  id: string;
  object_key: string;
  name: string;
}

/** The rows of an owner in a table as JSON texts, in no order, by a cursor: the caller is in a transaction. */
export async function* readRows(
  sql: Knex.Transaction,
  entry: OwnedTable,
  ownerId: string,
): AsyncGenerator<string[]> {
  const without = entry.exporter.kind === 'rows' ? entry.exporter.without : [];
  const cursor = `owned_${entry.table}`;
  const rows = rowsOf(sql, entry, ownerId).select('*').toQuery();
  const content = sql.raw(`to_jsonb(t)${' - ?::text'.repeat(without.length)}`, without).toQuery();
  await sql.raw(
    `declare ${cursor} no scroll cursor for
     select (${content})::text as content from (${rows}) as t`,
  );
  for (;;) {
    const page = await sql.raw<{ rows: { content: string }[] }>(`fetch ${slice} from ${cursor}`);
    if (page.rows.length > 0) yield page.rows.map((row) => row.content);
    if (page.rows.length < slice) break;
  }
  await sql.raw(`close ${cursor}`);
}

/** The objects that rows of an owner name. */
export async function* readFiles(sql: Knex, ownerId: string): AsyncGenerator<OwnedFile> {
  for (const { table, owner, key, files } of ownedTables) {
    if (!files || typeof owner !== 'string') continue;
    const [id] = key;
    for (let after: string | undefined; ;) {
      // The owner's rows first, and then their order: an index in that order holds everybody's.
      const mine = sql(table).where(owner, ownerId).whereNotNull(files.key);
      if (files.unless) mine.whereNull(files.unless);
      const page = sql
        .withMaterialized('mine', mine.select({ id, object_key: files.key, name: files.name }))
        .from('mine')
        .orderBy('id')
        .limit(slice);
      if (after !== undefined) page.where('id', '>', after);
      const rows = await page.select<Omit<OwnedFile, 'table'>[]>('*');
      yield* rows.map((row) => ({ table, ...row }));
      after = rows.at(-1)?.id;
      if (rows.length < slice) break;
    }
  }
}

/** Selects the rows of an owner, by their own column or by that of their parent. */
export function rowsOf(
  sql: Knex,
  { table, owner }: OwnedTable,
  ownerId: string,
): Knex.QueryBuilder {
  if (typeof owner === 'string') return sql(table).where(owner, ownerId);
  const parent = ownedTables.find((entry) => entry.table === owner.parent);
  if (!parent || typeof parent.owner !== 'string') throw new Error(`${table} has no parent`);
  const mine = sql(parent.table).where(parent.owner, ownerId).select(parent.key[0]);
  return sql(table).whereIn(owner.column, mine);
}
