// A list that says `x-export` gets a second operation that sends all of its rows as a file: the parameters of the list
// but for those that turn its pages, and the columns that are named. What exports have in common - formats, headers,
// limits - is taken from the one that is written out.
import { operationsOf, resolve } from './contract.mjs';

const pattern = 'exportReviewedImages';
const turnsPages = ['cursor', 'limit'];
const capital = (name) => name[0].toUpperCase() + name.slice(1);

/** Adds the operations and their schemas to the bundle. */
export function expandExports(bundle) {
  const operations = operationsOf(bundle);
  const common = operations.find(({ operation }) => operation.operationId === pattern)?.operation;
  for (const found of operations) {
    const { columns, path } = found.operation['x-export'] ?? {};
    if (!columns) continue;
    if (bundle.paths[path]) throw new Error(`${path}: is there already`);
    const row = addSchemas(bundle, found);
    bundle.paths[path] = { get: exportOperation(bundle, found, { common, row }) };
  }
}

function exportOperation(bundle, { path, operation: list }, { common, row }) {
  const { operationId, path: at, columns } = list['x-export'];
  const { 200: sent, 406: notAcceptable, 429: tooMany } = common.responses;
  const { 200: _page, ...problems } = list.responses;
  const content = {
    'application/json': { schema: { $ref: `#/components/schemas/${row.list}` } },
    'text/csv': { schema: { type: 'string' }, example: `${row.names.join(',')}\n` },
  };
  return {
    ...sharedFields(list),
    operationId,
    summary: list.summary.replace(/^(List|Read) /, 'Export '),
    description: describe(path),
    'x-rate-limits': common['x-rate-limits'],
    'x-exports': { list: list.operationId, name: at.replace('/export/', ''), columns },
    parameters: [formatOf(bundle, common), ...filtersOf(bundle, path, list)],
    responses: {
      200: { description: 'The rows, in the order of the list.', headers: sent.headers, content },
      ...problems,
      406: notAcceptable,
      429: tooMany,
    },
  };
}

/** What holds of list and export alike, whatever it is: who may call them, and where they lie. */
function sharedFields(list) {
  const { 'x-export': _export, parameters: _parameters, ...shared } = list;
  return shared;
}

function describe(path) {
  return `Every row that \`GET ${path}\` lists with the same parameters, page after page, for whoever may list them; sent while it is read.
A transfer that breaks off was not whole. The columns of the CSV are the properties of the JSON rows, in their order; it is
UTF-8 with a byte order mark, lists and objects are JSON in their cells, and cells that a spreadsheet would take for a formula
begin with an apostrophe.
`;
}

const named = (bundle, name) => (parameter) => resolve(bundle, parameter).name === name;

function formatOf(bundle, common) {
  return common.parameters.find(named(bundle, 'format'));
}

function filtersOf(bundle, path, { parameters = [] }) {
  const all = [...(resolve(bundle, bundle.paths[path]).parameters ?? []), ...parameters];
  return all.filter((parameter) => !turnsPages.some((name) => named(bundle, name)(parameter)));
}

/** The schemas of a row and of the whole; their names and those of the columns. */
function addSchemas(bundle, { operation }) {
  const { operationId, columns } = operation['x-export'];
  const name = operationId.replace(/^export/, '');
  const schema = resolve(bundle, operation.responses['200']).content['application/json'].schema;
  const { items } = propertyOf(bundle, schema, 'results').schema;
  const properties = Object.fromEntries(
    columns.map((path) => [path.replaceAll('.', '_'), columnSchema(bundle, items, path)]),
  );
  const names = Object.keys(properties);
  if (names.length < columns.length) throw new Error(`${operationId}: two columns of one name`);
  const row = `${capital(name)}ExportRow`;
  add(bundle, row, {
    description: `A row of \`${operationId}\`.`,
    type: 'object',
    required: names,
    properties,
  });
  const list = `${capital(name)}Export`;
  const results = { type: 'array', items: { $ref: `#/components/schemas/${row}` } };
  add(bundle, list, {
    description: `All that \`${operationId}\` sends.`,
    type: 'object',
    required: ['results'],
    properties: { results: { description: 'The rows, in the order of the list.', ...results } },
  });
  return { list, names };
}

function add(bundle, name, schema) {
  if (bundle.components.schemas[name]) throw new Error(`${name}: there is such a schema already`);
  bundle.components.schemas[name] = schema;
}

/** The schema at a path such as `error.code` below a row; null may stand for what is below a thing that may be null. */
function columnSchema(bundle, row, path) {
  let [schema, nullable] = [row, false];
  for (const part of path.split('.')) {
    const found = propertyOf(bundle, schema, part);
    if (!found) throw new Error(`x-export: the rows have no ${path}`);
    nullable ||= found.nullable;
    ({ schema } = found);
  }
  const copy = structuredClone(schema);
  return nullable && !takesNull(copy) ? { oneOf: [copy, { type: 'null' }] } : copy;
}

function takesNull({ type, oneOf = [] }) {
  return [type].flat().includes('null') || oneOf.some((choice) => choice.type === 'null');
}

/** A property of a schema or of its parts, and whether there may be null instead of the thing that has it. */
function propertyOf(bundle, schema, name) {
  const target = resolve(bundle, schema);
  const own = target.properties?.[name];
  if (own) return { schema: own, nullable: false };
  const parts = [...(target.allOf ?? []), ...(target.oneOf ?? []), ...(target.anyOf ?? [])];
  const nullable = parts.some(({ type }) => type === 'null');
  const found = parts.map((part) => propertyOf(bundle, part, name)).find(Boolean);
  return found && { schema: found.schema, nullable: nullable || found.nullable };
}
