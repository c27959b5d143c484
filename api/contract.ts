// The contract at run time: the bundle, its operations, and which of them a request means.
import { fail } from '../foundation/errors';
import type { OperationId } from '../openapi/generated/operations';
import {
  dereference,
  methods,
  readBundle,
  type Answer,
  type Document,
  type ExportedList,
  type Method,
  type OperationObject,
  type Parameter,
  type PathItem,
  type RateLimit,
} from './document';
import { createFormCheck, type FormCheck } from './form-check';

/** One operation, with what is asked about it on each request. */
export interface ContractOperation {
  id: OperationId;
  method: Method;
  path: string;
  room: string;
  secured: boolean;
  /** The scope that an API key must have; null where none will do. */
  keyScope: string | null;
  headers: string[];
  bodyTypes: string[];
  answers: Record<string, Answer>;
  rateLimits: RateLimit[];
  /** Which list it exports, if it is an export. */
  exported: ExportedList | undefined;
  /** How the parts of a form are checked, where the operation takes one. */
  form: FormCheck | undefined;
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
    keyScope: keyScopeOf(document, method, found),
    headers: parameters.filter((entry) => entry.in === 'header').map((entry) => entry.name),
    bodyTypes: Object.keys(found.requestBody?.content ?? {}),
    answers: Object.fromEntries(answers),
    rateLimits: found['x-rate-limits'] ?? [],
    exported: found['x-exports'],
    form: createFormCheck(document, found),
  };
}

function keyScopeOf(document: Document, method: Method, found: OperationObject): string | null {
  const tag = document.tags?.find(({ name }) => found.tags?.includes(name));
  const group = tag?.['x-key-group'];
  return group === undefined ? null : `${group}:${method === 'get' ? 'read' : 'write'}`;
}
