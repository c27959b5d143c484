// Fetches a picture whose address a provider answered with: from public addresses only, and never longer than pictures are.
// Asking again does no harm, and the picture is paid for: so it is asked for as long as there is time.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { urlFault, type UrlRules } from '../../models/messaging/webhook-url';
import { createResolver, type ResolveName } from './name-resolver';
import { connectionErrorOf, guardedLookup } from './webhook-sender';

/** The time for all tries together. */
const patienceMs = 60_000;
const longestPauseMs = 5_000;
const pictureBytes = 64 * 1024 * 1024;

/** The bytes at an address; null when there are none to be had. */
export type FetchPicture = (url: string) => Promise<Buffer | null>;

export interface FetcherOptions extends UrlRules {
  resolve?: ResolveName;
  /** How it waits between two tries. */
  pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** What is not asked for again: it would not come out otherwise. */
class Unfit extends Error {}

/** A function that fetches pictures from where the rules allow. */
export function createPictureFetcher(options: FetcherOptions): FetchPicture {
  const { guard, resolve = createResolver(), pause = pauseUntil } = options;
  const lookup = guardedLookup(resolve, guard);
  return async (url) => {
    if (urlFault(url, options)) return null;
    const signal = AbortSignal.timeout(patienceMs);
    for (let ms = 500; ; ms = Math.min(2 * ms, longestPauseMs)) {
      try {
        return await bytesAt(new URL(url), { lookup, signal, agent: false });
      } catch (error) {
        if (signal.aborted || isFinal(error as Error)) return null;
        await pause(ms, signal);
      }
    }
  };
}

function isFinal(error: Error): boolean {
  return error instanceof Unfit || connectionErrorOf(error) === 'address_blocked';
}

async function pauseUntil(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}

function bytesAt(url: URL, how: RequestOptions): Promise<Buffer> {
  const get = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = get(url, {
      ...how,
      headers: { 'user-agent': 'Relais/1.0', accept: 'image/*' },
    });
    request.on('error', reject);
    request.on('response', (response) => void bytesOf(response).then(resolve, reject));
    request.end();
  });
}

async function bytesOf(response: IncomingMessage): Promise<Buffer> {
  const { statusCode = 0 } = response;
  if (statusCode !== 200) {
    response.destroy();
    const told = `Status ${statusCode} instead of a picture`;
    throw statusCode >= 300 && statusCode < 400 ? new Unfit(told) : new Error(told);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > pictureBytes) throw new Unfit('The picture is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
