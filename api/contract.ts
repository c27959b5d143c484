// The contract at run time: the bundle, its operations, and which of them a request means.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../foundation/errors';
import type { OperationId } from '../openapi/generated/operations';

/** The parts of an OpenAPI document that this code reads; the contract's lint holds the rest. */
export interface Schema {
  [keyword: string]: unknown;
  $ref?: string;
}
export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
}
export interface Answer {
  content?: Record<string, { schema?: Schema }>;
}
export interface OperationObject {
  operationId: OperationId;
  'x-handler': string;
  security?: unknown[];
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { required?: boolean; content: Record<string, { schema?: Schema }> };
  responses: Record<string, Answer | { $ref: string }>;
}
export type PathItem = Partial<Record<Method, OperationObject>> & {
  parameters?: (Parameter | { $ref: string })[];
};
export interface Document {
  openapi: string;
  servers: { url: string }[];
  security?: unknown[];
  paths: Record<string, PathItem>;
  components: Record<string, Record<string, unknown>>;
  [key: string]: unknown;
}

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;
export type Method = (typeof methods)[number];

/** One operation, with what is asked about it on each request. */
export interface ContractOperation {
  id: OperationId;
  method: Method;
  path: string;
  room: string;
  secured: boolean;
  headers: string[];
  bodyTypes: string[];
  answers: Record<string, Answer>;
}

interface Route {
  pattern: RegExp;
  operations: Partial<Record<Method, ContractOperation>>;
}

export interface Contract {
  document: Document;
  operations: ContractOperation[];
  /** The operation that a request means; throws the problem when there is none. */
  find(method: string, path: string): ContractOperation;
}

/** Follows a reference inside the document. */
export function dereference<T>(document: Document, node: T | { $ref: string }): T {
  if (typeof node !== 'object' || node === null || !('$ref' in node)) return node as T;
  const parts = (node as { $ref: string }).$ref.replace(/^#\//, '').split('/');
  let target: unknown = document;
  for (const part of parts) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    target = (target as Record<string, unknown>)[key];
  }
  return dereference(document, target as T);
}

/** Reads the generated bundle. */
export function readBundle(): Document {
  const file = join(__dirname, '../openapi/generated/bundle.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Document;
}

/** Thrown where the path exists, but not with this method. */
export class MethodNotAllowed extends Error {
  constructor(readonly allowed: string[]) {
    super(`Allowed: ${allowed.join(', ')}`);
  }
}

/** The contract of a document; by default of the generated bundle. */
export function loadContract(document: Document = readBundle()): Contract {
  const routes = Object.entries(document.paths)
    .sort(([left], [right]) => concreteFirst(left, right))
    .map(([path, item]) => routeOf(document, path, item));
  const operations = routes.flatMap((route) => Object.values(route.operations));
  return {
    document,
    operations,
    find: (method, path) => {
      const route = routes.find(({ pattern }) => pattern.test(path));
      if (!route) throw fail('not_found', 'There is nothing at this address.');
      const operation = route.operations[method.toLowerCase() as Method];
      if (operation) return operation;
      throw new MethodNotAllowed(Object.keys(route.operations).map((name) => name.toUpperCase()));
    },
  };
}

/** `/images/statistics` is looked at before `/images/{id}`. */
function concreteFirst(left: string, right: string): number {
  const key = (path: string): string => path.replaceAll(/\{[^}]+\}/g, '~');
  return key(left) < key(right) ? -1 : 1;
}

function routeOf(document: Document, path: string, item: PathItem): Route {
  const source = path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{[^}]+\}/g, '[^/]+');
  const operations: Route['operations'] = {};
  for (const method of methods) {
    const found = item[method];
    if (found) operations[method] = operationOf(document, path, method, item, found);
  }
  return { pattern: new RegExp(`^${source}/?$`), operations };
}

function operationOf(
  document: Document,
  path: string,
  method: Method,
  item: PathItem,
  found: OperationObject,
): ContractOperation {
  const parameters = [...(item.parameters ?? []), ...(found.parameters ?? [])].map((entry) =>
    dereference<Parameter>(document, entry),
  );
  const answers = Object.entries(found.responses).map(
    ([status, answer]) => [status, dereference<Answer>(document, answer)] as const,
  );
  return {
    id: found.operationId,
    method,
    path,
    room: found['x-handler'],
    secured: (found.security ?? document.security ?? []).length > 0,
    headers: parameters.filter((entry) => entry.in === 'header').map((entry) => entry.name),
    bodyTypes: Object.keys(found.requestBody?.content ?? {}),
    answers: Object.fromEntries(answers),
  };
}
