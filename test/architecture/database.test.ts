// Rules over all tables of the migrated database. A table without an owner is an exception with a reason.
import type { Knex } from 'knex';
import ts from 'typescript';
import { openTestDatabase, type TestKnex } from '../support/knex';
import { collect, projectFiles } from './source-files';

const ownerless: Record<string, string> = {
  users: 'is the owner',
  user_roles: 'belongs to its user',
  roles: 'one list for the deployment',
  permissions: 'one list for the deployment',
  role_permissions: 'one list for the deployment',
  classification_models: 'one list for the deployment',
  classification_model_activations: 'one list for the deployment',
  classification_shadow_results: 'belongs to its shadow run, and goes when that ends',
  post_media: 'belongs to its post',
  platform_limits: 'what platforms said of the application, which is one for the deployment',
  rate_limits: 'counts whoever asks, most of whom have no account',
  socket_io_attachments: 'in transit between processes',
};
// Its rows outlive the account that they are about, and some are about no account.
const ownerMayBeMissing = ['audit_entries'];
/** What front ends of the source systems call an instant. */
const namedBySources = ['scheduled_time'];

interface Column {
  table_name: string;
  column_name: string;
  data_type: string;
  is_nullable: 'YES' | 'NO';
}

let test: TestKnex;
let database: Knex;
let tables: string[];
let columns: Column[];

beforeAll(async () => {
  test = await openTestDatabase();
  database = test.database;
  // knex's own two tables keep the names and types that knex gives them.
  columns = await database('information_schema.columns')
    .where({ table_schema: 'public' })
    .whereNot('table_name', 'like', 'knex%')
    .select('table_name', 'column_name', 'data_type', 'is_nullable');
  tables = [...new Set(columns.map((column) => column.table_name))].sort();
});

afterAll(() => test.close());

function labels(found: Column[]): string[] {
  return found.map((column) => `${column.table_name}.${column.column_name}: ${column.data_type}`);
}

describe('every table', () => {
  it('is there', () => {
    expect(tables).toEqual(expect.arrayContaining(['users', 'batches', 'events']));
  });

  it('has a primary key', async () => {
    const keyed = await database('information_schema.table_constraints')
      .where({ table_schema: 'public', constraint_type: 'PRIMARY KEY' })
      .pluck<string[]>('table_name');
    expect(tables.filter((table) => !keyed.includes(table))).toEqual([]);
  });

  it('has an owner who must exist, or a reason', () => {
    const owned = columns.filter(
      ({ column_name, data_type, is_nullable, table_name }) =>
        column_name === 'owner_id' &&
        data_type === 'uuid' &&
        (is_nullable === 'NO' || ownerMayBeMissing.includes(table_name)),
    );
    const without = tables.filter((table) => !owned.some(({ table_name }) => table_name === table));
    expect(without.filter((table) => !(table in ownerless))).toEqual([]);
  });

  it('without an owner still exists and still has none', () => {
    const owned = columns.filter(({ column_name }) => column_name === 'owner_id');
    const superfluous = Object.keys(ownerless).filter(
      (table) => !tables.includes(table) || owned.some(({ table_name }) => table_name === table),
    );
    expect(superfluous).toEqual([]);
  });

  it('keeps instants with their zone and text without a length', () => {
    const shunned = ['timestamp without time zone', 'time with time zone', 'character varying'];
    const wrong = columns.filter(({ data_type }) => [...shunned, 'character'].includes(data_type));
    expect(labels(wrong)).toEqual([]);
  });

  it('names instants by `_at`, `_until` or `_since`, and nothing else so', () => {
    const named = /_(at|until|since)$/;
    const wrong = columns.filter(
      ({ column_name, data_type }) =>
        !namedBySources.includes(column_name) &&
        named.test(column_name) !== (data_type === 'timestamp with time zone'),
    );
    expect(labels(wrong)).toEqual([]);
  });

  it('names columns in snake_case', () => {
    const wrong = columns.filter(
      ({ column_name }) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(column_name),
    );
    expect(labels(wrong)).toEqual([]);
  });
});

describe('every foreign key', () => {
  // Otherwise deleting an owner reads whole tables.
  it('to an owner has an index that starts with it', async () => {
    const { rows } = await database.raw<{ rows: { place: string }[] }>(`
      select c.conrelid::regclass || '.' || a.attname as place
      from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'f' and c.confrelid = 'users'::regclass
        and not exists (
          select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1]
        ) order by 1`);
    expect(rows.map(({ place }) => place)).toEqual([]);
  });
});

describe('every model', () => {
  const models = projectFiles('models').flatMap((file) =>
    collect(file, (node) => {
      if (!ts.isClassDeclaration(node)) return undefined;
      const property = node.members.find((member) => member.name?.getText() === 'tableName');
      const value = property && ts.isPropertyDeclaration(property) && property.initializer;
      if (!value || !ts.isStringLiteral(value)) return undefined;
      const declared = node.members.filter(
        (member) =>
          ts.canHaveModifiers(member) &&
          ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword),
      );
      return { table: value.text, properties: declared.map((member) => member.name?.getText()) };
    }),
  );

  it('declares columns that its table has', () => {
    const wrong = models.flatMap(({ table, properties }) => {
      const known = columns.filter((column) => column.table_name === table);
      const names = known.map((column) => column.column_name);
      return properties.filter((one) => !names.includes(one ?? '')).map((one) => `${table}.${one}`);
    });
    expect(models.length).toBeGreaterThan(5);
    expect(wrong).toEqual([]);
  });
});
