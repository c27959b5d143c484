// A request that the contract accepts, made of its own examples.
import {
  dereference,
  type Document,
  type OperationObject,
  type Schema,
} from '../../../api/document';
import type { ContractOperation } from '../../../api/contract';

interface Described {
  name: string;
  in: string;
  required?: boolean;
  example?: unknown;
  schema: Schema;
}

/** The path, query, headers and body of one request; `ids` stand in the path, in its order. */
export function exampleRequest(
  document: Document,
  operation: ContractOperation,
  ids: string[] = [],
): { path: string; init: RequestInit } {
  const item = document.paths[operation.path] ?? {};
  const found = item[operation.method] as OperationObject;
  const given = [...(item.parameters ?? []), ...(found.parameters ?? [])];
  const parameters = given.map((one) => dereference(document, one) as unknown as Described);
  const valueOf = ({ example, schema }: Described): string =>
    String(example ?? exampleOf(document, schema));
  let nth = 0;
  const path = operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const parameter = parameters.find((one) => one.name === name && one.in === 'path');
    return encodeURIComponent(ids[nth++] ?? (parameter ? valueOf(parameter) : 'missing'));
  });
  const query = new URLSearchParams(
    parameters
      .filter((one) => one.in === 'query' && one.required)
      .map((one): [string, string] => [one.name, valueOf(one)]),
  );
  const headers: Record<string, string> = operation.headers.includes('If-Match')
    ? { 'if-match': '*' }
    : {};
  const init: RequestInit = { method: operation.method.toUpperCase(), headers };
  const json = found.requestBody?.content['application/json'];
  if (json) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(bodyExample(document, json));
  } else if (found.requestBody) {
    init.body = new FormData();
  }
  return { path: `/api${path}${query.size > 0 ? `?${query.toString()}` : ''}`, init };
}

function bodyExample(
  document: Document,
  media: { schema?: Schema; example?: unknown; examples?: Record<string, unknown> },
): unknown {
  if (media.example !== undefined) return media.example;
  const [first] = Object.values(media.examples ?? {});
  if (first !== undefined) return dereference<{ value: unknown }>(document, first as never).value;
  return exampleOf(document, media.schema ?? {});
}

/** The example of a schema, or what its parts' examples make together: the required properties only. */
export function exampleOf(document: Document, given: Schema): unknown {
  const schema = dereference<Schema>(document, given);
  if (schema['example'] !== undefined) return schema['example'];
  if (schema['default'] !== undefined) return schema['default'];
  if (schema['enum'] !== undefined) return (schema['enum'] as unknown[])[0];
  const choices = (schema['oneOf'] ?? schema['anyOf'] ?? []) as Schema[];
  const parts = [schema, ...((schema['allOf'] ?? []) as Schema[]), ...choices.slice(0, 1)].map(
    (part) => dereference<Schema>(document, part),
  );
  const properties = Object.assign({}, ...parts.map((part) => part['properties'])) as Record<
    string,
    Schema
  >;
  const required = new Set(parts.flatMap((part) => (part['required'] ?? []) as string[]));
  const entries = Object.entries(properties).filter(([name]) => required.has(name));
  // An edit needs at least one field, whichever.
  const shown = entries.length > 0 ? entries : Object.entries(properties).slice(0, 1);
  if (shown.length > 0) {
    return Object.fromEntries(shown.map(([name, part]) => [name, exampleOf(document, part)]));
  }
  const items = schema['items'] as Schema | undefined;
  if (items) return [exampleOf(document, items)];
  return choices.length > 0 ? exampleOf(document, choices[0] ?? {}) : {};
}
