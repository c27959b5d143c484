import type { Knex } from 'knex';

/** What is written into a row, which its id names. */
export type RowChange<Column extends string> = { id: string } & Record<Column, unknown>;

/**
 * Changes many rows of a table by one statement, each to values of its own. The array of ids makes the planner look rows up
 * by their key: it knows nothing of how many the recordset has.
 * @param types the columns that change, with their types in PostgreSQL
 */
export async function updateRows<Column extends string>(
  database: Knex,
  table: string,
  types: Record<Column, string>,
  rows: RowChange<NoInfer<Column>>[],
): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.entries<string>(types);
  await database.raw(
    `update ${table} t set ${columns.map(([name]) => `${name} = g.${name}`).join(', ')}
     from jsonb_to_recordset(?::jsonb)
       as g(id uuid, ${columns.map(([name, type]) => `${name} ${type}`).join(', ')})
     where t.id = any(?::uuid[]) and t.id = g.id`,
    [JSON.stringify(rows), rows.map(({ id }) => id)],
  );
}
