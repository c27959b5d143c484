// What the socket pushes, as types for both of its ends: the messages of asyncapi.yaml with the schemas they name.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const nameOf = ($ref) => $ref.split('/').at(-1);
const plain = { integer: 'number', number: 'number', string: 'string', null: 'null' };

/** The TypeScript of a property: a named schema or plain values, which is all that hints are made of. */
function typeOf(schema) {
  if (schema.$ref) return nameOf(schema.$ref);
  const types = [schema.type].flat().map((type) => plain[type]);
  if (types.includes(undefined)) throw new Error(`asyncapi: no type for ${JSON.stringify(schema)}`);
  return types.join(' | ');
}

function typeDeclaration(name, { description, required = [], properties }) {
  const lines = Object.entries(properties).flatMap(([property, schema]) => [
    ...(schema.description ? [`  /** ${schema.description} */`] : []),
    `  ${property}${required.includes(property) ? '' : '?'}: ${typeOf(schema)};`,
  ]);
  return [`/** ${description} */`, `export interface ${name} {`, ...lines, '}', ''].join('\n');
}

/** Adds `socket.gen.ts` to a folder with the types of the contract. */
export function writeSocketTypes(root, path) {
  const read = (file) => parse(readFileSync(join(root, 'openapi', file), 'utf8'));
  const { messages } = read('asyncapi.yaml').components;
  const found = Object.values(messages).map(({ name, payload }) => {
    const [file, schema] = payload.$ref.split('#/');
    return { name, type: schema, schema: read(file)[schema] };
  });
  const used = found.flatMap(({ schema }) => Object.values(schema.properties));
  const named = new Set(used.flatMap(({ $ref }) => ($ref ? [nameOf($ref)] : [])));
  const events = found.map(({ name, type }) => `  ${name}: (hint: ${type}) => void;`);
  const text = [
    '// Generated from the contract by scripts/generate; do not edit.',
    `import type { ${[...named].sort().join(', ')} } from './types.gen';`,
    '',
    ...found.map(({ type, schema }) => typeDeclaration(type, schema)),
    '/** Every message of the socket, by its name; the server sends them, clients hear them. */',
    'export interface SocketEvents {',
    ...events,
    '}',
    '',
  ].join('\n');
  writeFileSync(join(path, 'socket.gen.ts'), text);
  const types = [...found.map(({ type }) => type), 'SocketEvents'].sort().join(', ');
  appendFileSync(join(path, 'index.ts'), `export type { ${types} } from './socket.gen';\n`);
}
