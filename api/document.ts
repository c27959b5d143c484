// The bundled contract as data: the parts of OpenAPI that this code reads, and how to follow references.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Quota } from '../models/operations/rate-limit';
import type { OperationId } from '../openapi/generated/operations';

export const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;
export type Method = (typeof methods)[number];

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
/** How often an operation may be called; `per` says by whom: an address of the network, or a user. */
export interface RateLimit extends Quota {
  per: 'address' | 'user';
}
/** What an export sends: the rows of a list, under a name, in columns. */
export interface ExportedList {
  list: OperationId;
  name: string;
  columns: string[];
}
export interface OperationObject {
  operationId: OperationId;
  'x-handler': string;
  'x-exports'?: ExportedList;
  'x-rate-limits'?: RateLimit[];
  security?: unknown[];
  tags?: string[];
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
  /** API keys reach the operations of tags with an `x-key-group`. */
  tags?: { name: string; 'x-key-group'?: string }[];
  security?: unknown[];
  paths: Record<string, PathItem>;
  components: Record<string, Record<string, unknown>>;
  [key: string]: unknown;
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
