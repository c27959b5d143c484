// Fetches a picture whose address a provider answered with: from public addresses only, and never longer than pictures are.
// Asking again does no harm, and the picture is paid for: so it is asked for more than once.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { urlFault, type UrlRules } from '../../models/messaging/webhook-url';
import { createResolver } from './name-resolver';
import { guardedLookup } from './webhook-sender';

/** The time for all tries together. */
const patienceMs = 60_000;
const pictureBytes = 64 * 1024 * 1024;
const tries = 4;

/** The bytes at an address; null when there are none to be had. */
export type FetchPicture = (url: string) => Promise<Buffer | null>;

/** A function that fetches pictures from where the rules allow. */
export function createPictureFetcher(rules: UrlRules): FetchPicture {
  const lookup = guardedLookup(createResolver(), rules.guard);
  return async (url) => {
    if (urlFault(url, rules)) return null;
    const signal = AbortSignal.timeout(patienceMs);
    for (let nth = 1; ; nth += 1) {
      try {
        return await bytesAt(new URL(url), { lookup, signal, agent: false });
      } catch {
        if (nth === tries || signal.aborted) return null;
        await pause(250 * 2 ** nth);
      }
    }
  };
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
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`Status ${response.statusCode ?? 0} instead of a picture`);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > pictureBytes) throw new Error('The picture is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
