// The way of every request of the contract, in order: find its operation, authenticate, parse, validate, count, handle,
// answer.
import { json, Router, type Request, type Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fail } from '../foundation/errors';
import { transaction, type Transaction } from '../foundation/transaction';
import type { SignedInUser } from '../models/identity/signed-in-user';
import type { Contract, ContractOperation } from './contract';
import { canonicalizeContentType } from './content-type';
import { hashOf, holdKey, Replay, type IdempotencyHold } from './idempotency';
import { isTooDeep } from './nesting';
import type { Context, Reply } from './operation';
import type { OperationTable } from './operations';
import { createRateLimiter } from './rate-limits';
import type { ReplyCheck } from './reply-check';
import type { Authenticate } from './security';
import type { Services } from './services';
import type { RequestValidation } from './validation';

export interface Dispatch {
  services: Services;
  contract: Contract;
  operations: OperationTable;
  validation: RequestValidation;
  authenticate: Authenticate;
  checkReply: ReplyCheck;
}

type AnyHandler = (context: Context<never>) => Promise<Reply>;

const parseJson = json({ limit: '1mb', type: 'application/json' });
const idempotencyHeader = 'Idempotency-Key';

/** The router below `/api`. */
export function createDispatcher(dispatch: Dispatch): Router {
  const router = Router();
  const limit = createRateLimiter(dispatch.services);
  router.use(async (request, response) => {
    // Node sends no body in answer to HEAD, whatever is written.
    const headOnly = request.method === 'HEAD';
    if (headOnly) request.method = 'GET';
    const operation = dispatch.contract.find(request.method, request.path);
    response.locals['operation'] = operation;
    assertAcceptable(request, operation);
    canonicalizeContentType(request, operation);
    const user = operation.secured ? await dispatch.authenticate(request, operation) : undefined;
    response.locals['userId'] = user?.id;
    response.locals['apiKeyId'] = user?.api_key_id;
    await parseBody(request, response);
    await dispatch.validation.check(operation, request, response);
    // What breaks the contract costs nothing, and is not counted.
    await limit(operation, 'address', request.ip, response);
    await limit(operation, 'user', user?.id, response);
    const answer = await handle(dispatch, operation, request, user);
    dispatch.checkReply(operation, answer);
    await send(response, headOnly ? withoutStream(answer) : answer);
  });
  return router;
}

function assertAcceptable(request: Request, operation: ContractOperation): void {
  const offered = Object.entries(operation.answers)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, answer]) => Object.keys(answer.content ?? {}));
  if (offered.length > 0 && !request.accepts(offered)) throw fail('not_acceptable');
}

function parseBody(request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    parseJson(request, response, (error?: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error(String(error)));
      else if (isTooDeep(request.body)) reject(fail('malformed_json', 'It is nested too deeply.'));
      else resolve();
    });
  });
}

async function handle(
  dispatch: Dispatch,
  operation: ContractOperation,
  request: Request,
  user: SignedInUser | undefined,
): Promise<Reply> {
  const { database, clock } = dispatch.services;
  const key = operation.headers.includes(idempotencyHeader)
    ? request.get(idempotencyHeader)
    : undefined;
  const keyOf = key && user ? { owner_id: user.id, operation_id: operation.id, key } : undefined;
  const hold = await holdKey(database, clock, keyOf);
  try {
    // A form is hashed while its parts arrive (api/multipart.ts).
    if (!isForm(request)) await hold.digest(payloadHash(request));
    const handler = dispatch.operations[operation.id] as unknown as AnyHandler;
    const answer = await handler(contextOf(dispatch, operation, request, user, hold));
    await hold.settle(answer);
    return answer;
  } catch (thrown) {
    if (!(thrown instanceof Replay)) throw thrown;
    return replayed(thrown);
  } finally {
    await hold.release();
  }
}

function replayed({ answer }: Replay): Reply {
  return { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } };
}

/** Whether the request brings a form, whose parts the handler reads with readForm. */
export function isForm(request: Request): boolean {
  return (request.headers['content-type'] ?? '').startsWith('multipart/form-data');
}

function payloadHash({ params, query, body }: Request): string {
  return hashOf([params, { ...query }, (body as unknown) ?? null]);
}

function contextOf(
  { services }: Dispatch,
  operation: ContractOperation,
  request: Request,
  user: SignedInUser | undefined,
  hold: IdempotencyHold,
): Context<never> {
  const headers = operation.headers
    .map((name) => [name, request.get(name)] as const)
    .filter(([, value]) => value !== undefined);
  const context = {
    operation,
    params: request.params,
    query: request.query,
    headers: Object.fromEntries(headers),
    body: isForm(request) ? undefined : (request.body as unknown),
    user,
    services,
    request,
    idempotency: hold,
    transaction: <R extends Reply>(work: (tx: Transaction) => Promise<R>): Promise<R> =>
      transaction(services.database, async (tx) => {
        const answer = await work(tx);
        await hold.settle(answer, tx);
        return answer;
      }),
  };
  return context as unknown as Context<never>;
}

/** What nobody will get need not be read. */
function withoutStream(answer: Reply): Reply {
  if (!(answer.body instanceof Readable)) return answer;
  answer.body.destroy();
  return { ...answer, body: undefined };
}

async function send(response: Response, answer: Reply): Promise<void> {
  response.status(answer.status).set(answer.headers);
  if (answer.body === undefined || answer.body === null || answer.status === 204) {
    response.end();
  } else if (answer.body instanceof Readable) {
    // Closed in order, an answer of HTTP/1.0 that broke off would look whole.
    answer.body.once('error', () => response.socket?.resetAndDestroy());
    await pipeline(answer.body, response);
  } else if (Buffer.isBuffer(answer.body) || typeof answer.body === 'string') {
    response.end(answer.body);
  } else {
    response.json(answer.body);
  }
}
