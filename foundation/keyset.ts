// Pages by position instead of by number: page 1,000 costs what page 1 costs, and rows that appear meanwhile neither
// repeat nor hide others.
import type { Knex } from 'knex';

/** A column or expression to order by. Its type is that of its values in PostgreSQL; it is never null. */
export interface KeysetColumn {
  sql: string;
  type: 'uuid' | 'timestamptz' | 'text' | 'integer' | 'bigint' | 'double precision';
}

/** An order of rows. The last column makes it total: usually the id. All columns go the same way. */
export interface KeysetOrder {
  columns: KeysetColumn[];
  direction: 'asc' | 'desc';
}

const byCreation: KeysetColumn[] = [
  { sql: 'created_at', type: 'timestamptz' },
  { sql: 'id', type: 'uuid' },
];

/** Orders by creation, by the names that the contract gives them. */
export const creationOrders: Record<'created_at' | '-created_at', KeysetOrder> = {
  created_at: { columns: byCreation, direction: 'asc' },
  '-created_at': { columns: byCreation, direction: 'desc' },
};

/** A position between rows: the values of the row at its edge, as text, so that no microsecond is lost. */
export interface KeysetPosition {
  toward: 'next' | 'previous';
  values: string[];
}

export interface PageRequest {
  limit: number;
  order: KeysetOrder;
  position?: KeysetPosition;
  /** Leaves the count at 0: for who reads all pages, and needs none. */
  uncounted?: true;
}

export interface KeysetPage<Row> {
  rows: Row[];
  count: number;
  count_capped: boolean;
  next: KeysetPosition | null;
  previous: KeysetPosition | null;
}

const countedAtMost = 10_000;
const prefix = 'keyset_';

/**
 * One page of a filtered query without order or limit, and how many rows it has in all. The rows also carry their
 * position in columns named `keyset_…`, which no view shows.
 */
export async function keysetPage<Row extends object>(
  database: Knex,
  query: Knex.QueryBuilder,
  { limit, order, position, uncounted }: PageRequest,
): Promise<KeysetPage<Row>> {
  const backwards = position?.toward === 'previous';
  const ascending = (order.direction === 'asc') !== backwards;
  const page = query.clone().limit(limit + 1);
  order.columns.forEach(({ sql }, index) => {
    page.select(database.raw(`(${sql})::text as ${prefix}${index}`));
    page.orderByRaw(`${sql} ${ascending ? 'asc' : 'desc'}`);
  });
  if (position) page.whereRaw(...beyond(order.columns, position, ascending));
  const count = uncounted ? { count: 0, count_capped: false } : countUpTo(database, query);
  const [found, counted] = await Promise.all([page as Promise<Row[]>, count]);
  const more = found.length > limit;
  const rows = found.slice(0, limit);
  if (backwards) rows.reverse();
  const edge = (row: Row | undefined): string[] | undefined => row && takeValues(row, order);
  const [first, last] = [edge(rows[0]), edge(rows.at(-1))];
  return {
    rows,
    ...counted,
    next: (backwards ? position !== undefined : more) ? at('next', last ?? position?.values) : null,
    previous: (backwards ? more : position !== undefined)
      ? at('previous', first ?? position?.values)
      : null,
  };
}

function at(toward: 'next' | 'previous', values: string[] | undefined): KeysetPosition | null {
  return values ? { toward, values } : null;
}

function beyond(
  columns: KeysetColumn[],
  { values }: KeysetPosition,
  ascending: boolean,
): [string, string[]] {
  const left = columns.map(({ sql }) => sql).join(', ');
  const right = columns.map(({ type }) => `?::${type}`).join(', ');
  return [`(${left}) ${ascending ? '>' : '<'} (${right})`, values];
}

async function countUpTo(
  database: Knex,
  query: Knex.QueryBuilder,
): Promise<{ count: number; count_capped: boolean }> {
  const matching = query
    .clone()
    .clearSelect()
    .select(database.raw('1'))
    .limit(countedAtMost + 1);
  const [row] = (await database.count('* as count').from(matching.as('matching'))) as {
    count: number;
  }[];
  const count = Number(row?.count ?? 0);
  return { count: Math.min(count, countedAtMost), count_capped: count > countedAtMost };
}

function takeValues(row: object, order: KeysetOrder): string[] {
  const columns = row as Record<string, unknown>;
  return order.columns.map((_, index) => String(columns[`${prefix}${index}`]));
}
