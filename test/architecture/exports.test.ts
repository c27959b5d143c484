// Every list can be taken away as a file, or says why not; and what leaves is what the list shows, without secrets.
import { dereference, type Parameter, readBundle, type Schema } from '../../api/document';

interface Operation {
  operationId: string;
  tags: string[];
  security?: unknown[];
  parameters?: (Parameter | { $ref: string })[];
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
  'x-export'?: { operationId?: string; none?: string };
  'x-exports'?: { list: string; columns: string[] };
  'x-handler': string;
  'x-rate-limits'?: { name: string; per: string }[];
}

interface Found {
  path: string;
  operation: Operation;
  parameters: Parameter[];
  schema: Schema | undefined;
}

const document = readBundle();
const reads: Found[] = Object.entries(document.paths).flatMap(([path, item]) => {
  const operation = item.get as unknown as Operation | undefined;
  if (!operation) return [];
  const given = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
  const parameters = given.map((one) => dereference<Parameter>(document, one));
  const schema = operation.responses['200']?.content?.['application/json']?.schema;
  return [{ path, operation, parameters, schema }];
});

const isExport = ({ operation }: Found) => operation['x-exports'] !== undefined;
const turnsPages = (name: string) => name === 'cursor' || name === 'limit';
const lists = reads.filter((one) => !isExport(one)).filter((one) => isList(one));
const exported = reads.filter(isExport).map((one) => {
  const list = lists.find(({ operation }) => operation.operationId === listIdOf(one));
  if (!list) throw new Error(`${one.path} exports no list`);
  return [one.operation.operationId, one, list] as const;
});

function listIdOf({ operation }: Found): string | undefined {
  return operation['x-exports']?.list;
}

/** A list has results, or pages to turn. */
function isList({ parameters, schema }: Found): boolean {
  const names = schema ? propertiesOf(schema).map(([name]) => name) : [];
  return names.includes('results') || parameters.some(({ name }) => turnsPages(name));
}

/** The properties of a schema and of its parts, not of what is below. */
function propertiesOf(given: Schema): [string, Schema][] {
  const schema = dereference<Schema>(document, given);
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => (schema[key] ?? []) as Schema[]);
  const own = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  return [...own, ...parts.flatMap(propertiesOf)];
}

/** The names of all properties, however deep. */
function namesIn(given: Schema): string[] {
  const items = dereference<Schema>(document, given)['items'] as Schema | undefined;
  const below = propertiesOf(given).flatMap(([name, schema]) => [name, ...namesIn(schema)]);
  return [...below, ...(items ? namesIn(items) : [])];
}

describe('every list', () => {
  it('is found', () => {
    const ids = lists.map(({ operation }) => operation.operationId);
    expect(ids).toEqual(expect.arrayContaining(['listImages', 'listEvents', 'listMailTemplates']));
  });

  it('has its export, or says why it has none', () => {
    const without = lists.filter(({ operation }) => {
      const { operationId, none = '' } = operation['x-export'] ?? {};
      if (operationId === undefined) return none.trim().length < 10;
      return !exported.some(([id, , list]) => id === operationId && list.operation === operation);
    });
    expect(without.map(({ operation }) => operation.operationId)).toEqual([]);
  });
});

describe.each(exported)('%s', (_id, found, list) => {
  it('lies below /export and takes what the list takes, but for its pages', () => {
    expect(found.path).toMatch(/^\/export\/[a-z]/);
    const filters = list.parameters.filter(({ name }) => !turnsPages(name));
    const [format, ...rest] = found.parameters;
    expect(format).toMatchObject({ name: 'format', in: 'query' });
    const byName = (left: Parameter, right: Parameter) => (left.name < right.name ? -1 : 1);
    expect(rest.sort(byName)).toEqual(filters.sort(byName));
  });

  it('is guarded and handled where the list is', () => {
    const guard = ({ operation }: Found) => [operation.security, operation.tags];
    expect(guard(found)).toEqual(guard(list));
    expect(found.operation['x-handler']).toBe(list.operation['x-handler']);
  });

  it('counts with all other exports, and declares its problems', () => {
    expect(found.operation['x-rate-limits']).toMatchObject([{ name: 'exports', per: 'user' }]);
    const declared = Object.keys(found.operation.responses);
    const wanted = [...Object.keys(list.operation.responses), '406', '429'];
    expect(declared).toEqual(expect.arrayContaining(wanted));
    expect(Object.keys(found.operation.responses['200']?.content ?? {})).toEqual([
      'application/json',
      'text/csv',
    ]);
  });

  it('has no column with a secret, nor with a link that is one', () => {
    const secret = /secret|token|password|otp|private|credential|signature|recovery|_url$/;
    const names = namesIn(found.schema ?? {});
    expect(names.length).toBeGreaterThan(found.operation['x-exports']?.columns.length ?? 0);
    expect(names.filter((name) => secret.test(name))).toEqual([]);
  });
});
