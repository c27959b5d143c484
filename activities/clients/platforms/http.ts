// Speaks to the servers of platforms: one request, one answer, no redirects. What went wrong is told apart by whether the
// platform can have acted on it: before a connection stands, nothing was sent.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { z } from 'zod';
import { urlFault, type UrlRules } from '../../../models/messaging/webhook-url';
import { createResolver, type ResolveName } from '../name-resolver';
import { connectionErrorOf, guardedLookup } from '../webhook-sender';
import { encodeBody, type PlatformBody } from './http-body';
import {
  failureOf,
  isSuccess,
  redactedBy,
  type Explain,
  type PlatformAnswer,
} from './http-failure';
import { PlatformError } from './platform-error';

/** The time for everything: name, connection, request, answer. */
const patienceMs = 30_000;
/** Answers of platforms are small; nothing longer is read. */
const answerBytes = 2 * 1024 * 1024;

export interface PlatformCall<T> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  /** Sent as `Authorization: Bearer`, and never told to anybody else. */
  token?: string;
  body?: PlatformBody;
  /** For the one call that cannot be taken back: silence then means `unknown`; else it means `later`. */
  irreversible?: boolean;
  signal?: AbortSignal;
  timeoutMs?: number;
  /** What an answer of success looks like. */
  expects: z.ZodType<T>;
}

/** The answer of success, or a `PlatformError`. */
export type PlatformHttp = <T>(call: PlatformCall<T>) => Promise<PlatformAnswer<T>>;

export interface PlatformHttpOptions {
  /** What the platform's own words for failures mean; where it says null, the status decides. */
  explain?: Explain;
  /** Where platforms tell of failures with a status of success: whether this answer does. */
  isFailure?: (answer: PlatformAnswer<unknown>) => boolean;
  /** Where requests may go whose server a user named; without it, every server is one that the settings name. */
  guard?: UrlRules;
  /** A server that may be called whatever the guard says, since the settings name it. */
  trusted?: string | null;
  resolve?: ResolveName;
  timeoutMs?: number;
}

/** A function that makes requests to one platform. */
export function createPlatformHttp(options: PlatformHttpOptions = {}): PlatformHttp {
  const { explain, guard, trusted = null, timeoutMs = patienceMs } = options;
  const lookup = guard && guardedLookup(options.resolve ?? createResolver(), guard.guard);
  return async (call) => {
    const url = addressOf(call);
    const free = !guard || (trusted !== null && url.origin === new URL(trusted).origin);
    const redact = redactedBy(call, url);
    if (!free) refuseForbidden(url, guard);
    const answer = await exchange(url, call, {
      ...(!free && lookup && { lookup }),
      signal: signalOf(call.signal, call.timeoutMs ?? timeoutMs),
    });
    if (!isSuccess(answer) || options.isFailure?.(answer)) {
      throw new PlatformError(failureOf(answer, call.irreversible === true, explain, redact));
    }
    const parsed = call.expects.safeParse(answer.body);
    if (parsed.success) return { ...answer, body: parsed.data };
    throw unanswered(call, 'answer_invalid', `answered ${answer.status} with something else`);
  };
}

function addressOf({ url, query = {} }: PlatformCall<unknown>): URL {
  const address = new URL(url);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  return address;
}

function refuseForbidden(url: URL, guard: UrlRules): void {
  const fault = urlFault(url.href, guard);
  if (fault) {
    const detail = `The server ${url.host} must not be called: ${fault}.`;
    throw new PlatformError({ kind: 'refused', code: 'server_refused', status: null, detail });
  }
}

function signalOf(signal: AbortSignal | undefined, timeoutMs: number): AbortSignal {
  const deadline = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, deadline]) : deadline;
}

/** Something went wrong after the request was on its way. */
function unanswered(call: PlatformCall<unknown>, code: string, what: string): PlatformError {
  const kind = call.irreversible ? 'unknown' : 'later';
  return new PlatformError({ kind, code, status: null, detail: `${hostOf(call)} ${what}.` });
}

function unsent(call: PlatformCall<unknown>, code: string): PlatformError {
  const kind = code === 'address_blocked' ? 'refused' : 'later';
  const told = code === 'address_blocked' ? 'server_refused' : code;
  const detail = `${hostOf(call)} was not reached: ${code}.`;
  return new PlatformError({ kind, code: told, status: null, detail });
}

function hostOf({ url }: PlatformCall<unknown>): string {
  return new URL(url).host;
}

function exchange(
  url: URL,
  call: PlatformCall<unknown>,
  how: RequestOptions,
): Promise<PlatformAnswer<unknown>> {
  const { bytes, headers } = encodeBody(call.body);
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    let connected = false;
    const fail = (error: Error & { code?: string }): void => {
      const code = connectionErrorOf(error);
      if (!connected) reject(unsent(call, code));
      else reject(unanswered(call, code, `gave no usable answer: ${code}`));
    };
    const request = (secure ? httpsRequest : httpRequest)(url, {
      ...how,
      method: call.method,
      agent: false,
      headers: {
        'user-agent': 'Relais/1.0',
        accept: 'application/json',
        ...headers,
        ...(call.token !== undefined && { authorization: `Bearer ${call.token}` }),
        ...call.headers,
      },
    });
    request.on('socket', (socket: Socket) => {
      socket.once(secure ? 'secureConnect' : 'connect', () => (connected = true));
    });
    request.on('error', fail);
    request.on('response', (response) => void readAnswer(response).then(resolve, fail));
    request.end(bytes);
  });
}

async function readAnswer(response: IncomingMessage): Promise<PlatformAnswer<unknown>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > answerBytes) throw new Error('The answer is too long');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  const { statusCode: status = 0, headers } = response;
  return { status, headers, body: parsedBody(text) };
}

// Strings, which are left alone, and whole numbers that JavaScript may round.
const tokens = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?=[\s,\]}])/g;

/** JSON, its longest whole numbers as strings; or the text as it came: some servers forget to say which it is. */
function parsedBody(text: string): unknown {
  try {
    JSON.parse(text);
  } catch {
    return text === '' ? null : text;
  }
  // Only of true JSON: a string that never ends would be looked through again from each of its quotes.
  const exact = text.replaceAll(tokens, (token) => (token.startsWith('"') ? token : `"${token}"`));
  return JSON.parse(exact);
}
