// Writes the table operationId -> types, which handlers are typed by (api/operation.ts).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operationsOf, resolve } from './contract.mjs';

const header = `// Generated from the contract by scripts/generate; do not edit.
import type { Readable } from 'node:stream';
import type * as wire from './types';

/** Parameters with a default are always there: the validator fills them in. */
type Present<T, K extends keyof T> = Omit<T, K> & Required<Pick<T, K>>;
type Nothing = Record<never, never>;
/** Anything that is not JSON leaves as bytes, in one piece or as a stream. */
type Bytes = Readable | Buffer | string;

`;

const capital = (name) => name[0].toUpperCase() + name.slice(1);
const quoted = (names) => names.map((name) => `'${name}'`).join(' | ');

function reference(schema, where) {
  const name = schema?.$ref?.match(/^#\/components\/schemas\/([A-Za-z0-9]+)$/)?.[1];
  if (!name) throw new Error(`${where}: the schema must be a $ref to a named schema`);
  return name;
}

function present(bundle, type, properties) {
  const names = Object.keys(properties ?? {}).filter(
    (name) => resolve(bundle, properties[name]).default !== undefined,
  );
  return names.length === 0 ? type : `Present<${type}, ${quoted(names)}>`;
}

function parameterType(bundle, id, parameters, place, key) {
  const found = parameters.filter((parameter) => parameter.in === place);
  if (found.length === 0) return 'Nothing';
  const properties = Object.fromEntries(found.map((entry) => [entry.name, entry.schema]));
  return present(bundle, `NonNullable<wire.${capital(id)}Data['${key}']>`, properties);
}

function bodyType(bundle, operation) {
  const body = resolve(bundle, operation.requestBody);
  const schema = body?.content['application/json']?.schema;
  if (!schema) return 'undefined';
  const name = reference(schema, operation.operationId);
  const type = present(bundle, `wire.${name}`, resolve(bundle, schema).properties);
  // A form may come instead of JSON; a body that is not required may be missing.
  const optional = Object.keys(body.content).length > 1 || body.required !== true;
  return optional ? `${type} | undefined` : type;
}

const isFile = (bundle, property) => {
  const schema = resolve(bundle, property);
  const item = schema.type === 'array' ? resolve(bundle, schema.items) : schema;
  return item.format === 'binary' || item.contentMediaType === 'application/octet-stream';
};

function formType(bundle, operation) {
  const body = resolve(bundle, operation.requestBody);
  const schema = body?.content['multipart/form-data']?.schema;
  if (!schema) return 'undefined';
  const { properties } = resolve(bundle, schema);
  const files = Object.keys(properties).filter((name) => isFile(bundle, properties[name]));
  const type = `wire.${reference(schema, operation.operationId)}`;
  const fields = Object.fromEntries(
    Object.entries(properties).filter(([name]) => !files.includes(name)),
  );
  return present(bundle, files.length === 0 ? type : `Omit<${type}, ${quoted(files)}>`, fields);
}

function responseType(bundle, id, operation) {
  const answers = Object.entries(operation.responses).filter(
    ([, entry]) => !('application/problem+json' in (resolve(bundle, entry).content ?? {})),
  );
  const lines = answers.map(([status, entry]) => {
    const content = Object.keys(resolve(bundle, entry).content ?? {});
    if (content.length === 0) return `${status}: undefined;`;
    const json = content.includes('application/json');
    const bytes = content.some((type) => type !== 'application/json');
    const types = [
      json && !bytes
        ? `wire.${capital(id)}${/^[23]/.test(status) ? 'Responses' : 'Errors'}[${status}]`
        : null,
    ];
    if (json && bytes)
      types[0] = `wire.${reference(resolve(bundle, entry).content['application/json'].schema, id)}`;
    if (bytes) types.push('Bytes');
    return `${status}: ${types.filter(Boolean).join(' | ')};`;
  });
  return `{ ${lines.join(' ')} }`;
}

/** An export names its list, so that it is made from the handler of no other. */
function exportedList({ 'x-exports': exported }) {
  return exported ? `\n    exports: '${exported.list}';` : '';
}

function entry(bundle, { operation, parameters, security }) {
  const id = operation.operationId;
  return `  ${id}: {
    room: '${operation['x-handler']}';
    secured: ${(security ?? []).length > 0};
    params: ${parameterType(bundle, id, parameters, 'path', 'path')};
    query: ${parameterType(bundle, id, parameters, 'query', 'query')};
    headers: ${parameterType(bundle, id, parameters, 'header', 'headers')};
    body: ${bodyType(bundle, operation)};
    form: ${formType(bundle, operation)};
    responses: ${responseType(bundle, id, operation)};${exportedList(operation)}
  };`;
}

/** Writes the table, formatted like the rest of the code. */
export async function writeOperations(bundle, file) {
  const prettier = await import('prettier');
  const entries = operationsOf(bundle).map((found) => entry(bundle, found));
  const source = `${header}/** Every operation of the contract, as its handler sees it. */
export interface Operations {
${entries.join('\n')}
}

export type OperationId = keyof Operations;
`;
  const options = await prettier.resolveConfig(join(import.meta.dirname, '../../package.json'));
  writeFileSync(file, await prettier.format(source, { ...options, parser: 'typescript' }));
}
