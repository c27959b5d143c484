// The registry of owned data against the migrated database: whatever belongs to a user can be exported and erased.
import type { Knex } from 'knex';
import ts from 'typescript';
import {
  idsWithoutOwner,
  ownedPrefixes,
  ownedTables,
} from '../../models/identity/owned-data/owned-tables';
import { openTestDatabase, type TestKnex } from '../support/knex';
import { collect, sourceFiles } from './source-files';

interface ForeignKey {
  table: string;
  column: string;
  target: string;
  /** c: cascade, n: set null, a and r: refuse. */
  on_delete: string;
  has_index: boolean;
}

// It holds a handful of rows, for seconds.
const readWhole = ['workflow_commands.owner_id'];

const owned = new Map(ownedTables.map((entry) => [entry.table, entry]));
let test: TestKnex;
let database: Knex;
let columns: { table: string; column: string; type: string }[];
let foreignKeys: ForeignKey[];

beforeAll(async () => {
  test = await openTestDatabase();
  database = test.database;
  columns = await database('information_schema.columns')
    .where({ table_schema: 'public' })
    .select({ table: 'table_name', column: 'column_name', type: 'data_type' });
  const found = await database.raw<{ rows: ForeignKey[] }>(`
    select c.conrelid::regclass::text as table, a.attname as column, c.confdeltype as on_delete,
      c.confrelid::regclass::text as target, exists (
        select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1]
      ) as has_index
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f'`);
  foreignKeys = found.rows;
});

afterAll(() => test.close());

const columnsOf = (table: string): string[] =>
  columns.filter((one) => one.table === table).map(({ column }) => column);

describe('every table with rows of users', () => {
  it('is in the registry, whether it names its owner or a parent that has one', () => {
    const direct = columns.filter(({ column }) => ['owner_id', 'user_id'].includes(column));
    const children = foreignKeys.filter((key) => key.on_delete === 'c' && owned.has(key.target));
    const tables = new Set([...direct, ...children].map(({ table }) => table));
    expect(tables.size).toBeGreaterThan(15);
    expect([...tables].filter((table) => !owned.has(table))).toEqual([]);
  });

  it('is in it once, and exists', () => {
    expect(owned.size).toBe(ownedTables.length);
    expect([...owned.keys()].filter((table) => columnsOf(table).length === 0)).toEqual([]);
  });

  it('is read in the order of its primary key', async () => {
    const { rows } = await database.raw<{ rows: { table: string; key: string[] }[] }>(`
      select i.indrelid::regclass::text as table, array_agg(a.attname::text order by k.n) as key
      from pg_index i
      cross join unnest(i.indkey::int[]) with ordinality as k(attnum, n)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
      where i.indisprimary group by i.indrelid`);
    const keys = new Map(rows.map(({ table, key }) => [table, key]));
    const wrong = ownedTables.filter(({ table, key }) => `${keys.get(table)}` !== `${key}`);
    expect(wrong.map(({ table }) => table)).toEqual([]);
  });

  it('is found by a column of its own, or by a parent of the registry', () => {
    const wrong = ownedTables.filter(({ table, owner }) => {
      const column = typeof owner === 'string' ? owner : owner.column;
      const known = typeof owner === 'string' || owned.has(owner.parent);
      return !known || !columnsOf(table).includes(column);
    });
    expect(wrong.map(({ table }) => table)).toEqual([]);
  });

  it('is found by an index', async () => {
    const { rows } = await database.raw<{ rows: { place: string }[] }>(`
      select distinct i.indrelid::regclass || '.' || a.attname as place from pg_index i
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]`);
    const indexed = new Set(rows.map(({ place }) => place));
    const places = ownedTables.map(
      ({ table, owner }) => `${table}.${typeof owner === 'string' ? owner : owner.column}`,
    );
    expect(places.filter((place) => !indexed.has(place))).toEqual(readWhole);
  });

  it('stands before its parents, so that they go last', () => {
    const order = ownedTables.map(({ table }) => table);
    const wrong = foreignKeys.filter(
      ({ table, target }) =>
        owned.has(table) && owned.has(target) && order.indexOf(table) > order.indexOf(target),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the export', () => {
  it('leaves out columns that exist, and says why it leaves out tables', () => {
    const wrong = ownedTables.filter(({ table, exporter }) =>
      exporter.kind === 'rows'
        ? exporter.without.some((column) => !columnsOf(table).includes(column))
        : exporter.because.length < 20,
    );
    expect(wrong.map(({ table }) => table)).toEqual([]);
  });

  it('shows no secret of the service', () => {
    const secret = /password|secret(?!.*_until)|token|recovery|(?<!content)_hash$/;
    const shown = ownedTables.flatMap(({ table, exporter }) => {
      if (exporter.kind !== 'rows') return [];
      const { without } = exporter;
      const left = columnsOf(table).filter((column) => !without.includes(column));
      return left.filter((column) => secret.test(column)).map((column) => `${table}.${column}`);
    });
    expect(shown).toEqual([]);
  });

  it('has the object of every row that names one', () => {
    const naming = columns.filter(({ column }) => /(^|_)key$/.test(column) && column !== 'key');
    const named = naming.filter(({ table }) => owned.has(table) && table !== 'account_exports');
    const without = named.filter(({ table, column }) => owned.get(table)?.files?.key !== column);
    expect(without.filter(({ column }) => column !== 'group_key')).toEqual([]);
    const columnsOfFiles = ownedTables.flatMap(({ table, files }) =>
      files ? [files.name, files.unless ?? files.key].map((column) => ({ table, column })) : [],
    );
    expect(columnsOfFiles.filter((one) => !columnsOf(one.table).includes(one.column))).toEqual([]);
  });
});

describe('the erasure', () => {
  it('keeps nothing without a reason', () => {
    const wrong = ownedTables.filter(
      ({ eraser }) => eraser.kind !== 'deletion' && eraser.because.length < 20,
    );
    expect(wrong).toEqual([]);
    const keptTables = ownedTables.filter(({ eraser }) => eraser.kind === 'kept');
    const bound = foreignKeys.filter(
      ({ table, target }) => target === 'users' && keptTables.some((one) => one.table === table),
    );
    expect(bound).toEqual([]);
  });

  it('is refused by no foreign key, and none makes it read a whole table', () => {
    const upon = foreignKeys.filter(({ target }) => owned.has(target));
    expect(upon.length).toBeGreaterThan(20);
    expect(upon.filter(({ on_delete }) => !['c', 'n'].includes(on_delete))).toEqual([]);
    expect(upon.filter(({ has_index }) => !has_index)).toEqual([]);
  });

  it('leaves no id of a user behind but those that are listed', () => {
    const people = columns.filter(
      ({ column, type }) =>
        type === 'uuid' && /(^|_)(user_id|actor_id|reviewer_id|by)$/.test(column),
    );
    const bare = people.filter(
      ({ table, column }) =>
        !foreignKeys.some((key) => key.table === table && key.column === column),
    );
    expect(bare.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(
      Object.keys(idsWithoutOwner).sort(),
    );
  });
});

describe('objects of users', () => {
  it('lie below prefixes that go with the account', () => {
    const templates = sourceFiles().flatMap((file) =>
      collect(file, (node) => {
        if (!ts.isTemplateExpression(node)) return undefined;
        const prefix = /^([a-z-]+)\/$/.exec(node.head.text)?.[1];
        const whose = node.templateSpans[0]?.expression.getText() ?? '';
        return prefix !== undefined && /owner|user/i.test(whose) ? prefix : undefined;
      }),
    );
    expect(templates).toContain('images');
    const known: readonly string[] = ownedPrefixes;
    expect(templates.filter((prefix) => !known.includes(prefix))).toEqual([]);
  });
});
