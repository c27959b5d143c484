// Sends one request to a server that a user named. Where it may go is decided when the connection is made, from the very
// addresses that are connected to: a name that changes its mind after a check gains nothing. Redirects are not followed.
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { DeliveryError } from '../../models/messaging/webhook-delivery';
import { urlFault, type UrlRules } from '../../models/messaging/webhook-url';
import { createResolver, type ResolveName } from './name-resolver';

/** The time for everything: name, connection, request, answer. The specification advises 15 to 30 seconds. */
const patienceMs = 15_000;
/** Nothing in the body of an answer matters; so much is read, so that the receiver can finish. */
const readBytes = 16_384;

export interface WebhookRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** What came back. Of an answer nothing is kept but its status and `Retry-After`. */
export interface WebhookAnswer {
  status: number | null;
  /** Null for a status of success. */
  error_code: DeliveryError | null;
  retry_after: string | null;
  duration_ms: number;
}

export type WebhookSender = (request: WebhookRequest) => Promise<WebhookAnswer>;

export interface SenderOptions extends UrlRules {
  resolve?: ResolveName;
  timeoutMs?: number;
  /** Certificates to trust instead of the usual ones. */
  ca?: string;
}

class Refused extends Error {
  constructor(readonly code: DeliveryError) {
    super(code);
  }
}

/** A sender of requests to public addresses, and to what the rules allow besides. */
export function createWebhookSender(options: SenderOptions): WebhookSender {
  const { timeoutMs = patienceMs, ca, guard, resolve = createResolver() } = options;
  const lookup = guardedLookup(resolve, guard);
  return async ({ url, headers, body }) => {
    const started = performance.now();
    const took = (): number => Math.round(performance.now() - started);
    const fault = urlFault(url, options);
    if (fault) {
      const error_code = fault === 'address_blocked' ? fault : 'url_refused';
      return { status: null, error_code, retry_after: null, duration_ms: took() };
    }
    const signal = AbortSignal.timeout(timeoutMs);
    const content = { 'content-type': 'application/json', 'user-agent': 'Relais-Webhooks/1.0' };
    const request: RequestOptions = {
      ...{ method: 'POST', agent: false, lookup, signal, ...(ca !== undefined && { ca }) },
      headers: { ...content, ...headers, 'content-length': Buffer.byteLength(body) },
    };
    const send = url.toLowerCase().startsWith('https:') ? httpsRequest : httpRequest;
    const answer = await answerOf(send(new URL(url), request), body);
    return { ...answer, duration_ms: took() };
  };
}

/** A lookup for connections that hands out addresses only if every one of them may be called. */
export function guardedLookup(resolve: ResolveName, guard: UrlRules['guard']): LookupFunction {
  return (name, options, callback) => {
    const refuse = (code: DeliveryError): void => callback(new Refused(code), []);
    resolve(name).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined) refuse('name_not_resolved');
        else if (!addresses.every((address) => guard.permits(address))) refuse('address_blocked');
        else if (options.all) callback(null, addresses.map(withFamily));
        else callback(null, first, isIP(first));
      },
      () => refuse('name_not_resolved'),
    );
  };
}

function withFamily(address: string): { address: string; family: number } {
  return { address, family: isIP(address) };
}

type Answer = Omit<WebhookAnswer, 'duration_ms'>;

/** Waits for the status, reads a little of what follows it, and closes the connection. */
function answerOf(request: ClientRequest, body: string): Promise<Answer> {
  return new Promise((resolve) => {
    let answer: Answer | undefined;
    const failed = (error: Error & { code?: string }): void => {
      answer ??= { status: null, error_code: connectionErrorOf(error), retry_after: null };
    };
    request.on('error', failed);
    request.on('response', (response) => {
      answer = answerFrom(response);
      readLittle(response);
    });
    request.on('close', () =>
      resolve(answer ?? { status: null, error_code: 'connection_failed', retry_after: null }),
    );
    request.end(body);
  });
}

function answerFrom({ statusCode = 0, headers }: IncomingMessage): Answer {
  const retry_after = headers['retry-after'] ?? null;
  return { status: statusCode, error_code: verdictOn(statusCode), retry_after };
}

function verdictOn(status: number): DeliveryError | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return 'redirected';
  return status === 410 ? 'endpoint_gone' : 'bad_status';
}

function readLittle(response: IncomingMessage): void {
  let read = 0;
  response.on('error', () => undefined);
  response.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read > readBytes) response.destroy();
  });
}

/** What an error of a connection means. */
export function connectionErrorOf(error: Error & { code?: string }): DeliveryError {
  if (error instanceof Refused) return error.code;
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'timeout';
  const code = error.code ?? '';
  if (code.startsWith('HPE_')) return 'response_invalid';
  const ofTls = /TLS|SSL|CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|EPROTO/.test(code);
  return ofTls ? 'tls_failed' : 'connection_failed';
}
