// The bridge between contract and handlers: what a handler is given and what it may answer follow from its operationId.
import type { Request } from 'express';
import type { Transaction } from '../foundation/transaction';
import type { SignedInUser } from '../models/identity/signed-in-user';
import type { OperationId, Operations } from '../openapi/generated/operations';
import type { ContractOperation } from './contract';
import type { Idempotency } from './idempotency';
import type { Services } from './services';

export type Headers = Record<string, string>;

/** An answer: a status of the contract, the body that belongs to it, and headers. */
export interface Reply<S extends number = number, B = unknown> {
  status: S;
  body: B;
  headers: Headers;
}

/** Every answer that the contract allows an operation. */
export type ReplyOf<K extends OperationId> = {
  [S in keyof Operations[K]['responses'] & number]: Reply<S, Operations[K]['responses'][S]>;
}[keyof Operations[K]['responses'] & number];

/** What a handler is given. */
export interface Context<K extends OperationId> {
  operation: ContractOperation;
  params: Operations[K]['params'];
  query: Operations[K]['query'];
  headers: Operations[K]['headers'];
  body: Operations[K]['body'];
  user: Operations[K]['secured'] extends true ? SignedInUser : undefined;
  services: Services;
  request: Request;
  idempotency: Idempotency;
  /** Set by who reads a list page after page: its count is not wanted (api/export.ts). */
  uncounted?: true;
  /** Runs the work in one transaction, and stores its answer there under the request's Idempotency-Key. */
  transaction<R extends Reply>(work: (tx: Transaction) => Promise<R>): Promise<R>;
}

export interface Handler<K extends OperationId> {
  (context: Context<K>): Promise<ReplyOf<K>>;
  readonly operationId: K;
}

/** Names a handler after its operation; the compiler then knows its context and its answers. */
export function operation<K extends OperationId>(
  operationId: K,
  handle: (context: Context<K>) => Promise<ReplyOf<K>>,
): Handler<K> {
  return Object.assign((context: Context<K>) => handle(context), { operationId });
}

/** An answer. Without this function a literal status would widen to `number`. */
export function reply<S extends number>(status: S): Reply<S, undefined>;
export function reply<S extends number, B>(status: S, body: B, headers?: Headers): Reply<S, B>;
export function reply(status: number, body?: unknown, headers: Headers = {}): Reply {
  return { status, body, headers };
}
