import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../foundation/clock';
import { deriveKey } from '../../foundation/keys';
import type { SignedGetOptions, SignedPut, SignedPutOptions } from './object-store';
import { expiryStep } from './object-store-expiry';
import { assertObjectKey } from './object-store-key';

/** What a signed URL of the local driver permits: one method on one object until an instant. */
export interface Grant {
  method: 'GET' | 'PUT';
  key: string;
  /** Unix time in seconds. */
  expires: number;
  type: string;
  /** GET: name to save under. */
  name?: string;
  /** PUT: bytes at most. */
  max?: number;
}

export interface LocalUrlSigner {
  get(key: string, options: SignedGetOptions): string;
  put(key: string, options: SignedPutOptions): SignedPut;
  /** What the URL permits, or why it permits nothing. */
  verify(
    method: 'GET' | 'PUT',
    key: string,
    query: Record<string, unknown>,
  ): Grant | 'invalid' | 'expired';
}

/** About 3 MB. */
const rememberedLinks = 5_000;

/** Signs and checks URLs of objects that the API serves itself. */
export function createLocalUrlSigner(
  config: { secretKey: string; publicUrl: string },
  clock: Clock,
): LocalUrlSigner {
  const secret = deriveKey(config.secretKey, 'storage');
  const now = (): number => Math.floor(clock.now().getTime() / 1000);

  function sign(grant: Grant): Buffer {
    const { method, key, expires, type, name = '', max = '' } = grant;
    return createHmac('sha256', secret)
      .update(JSON.stringify([method, key, expires, type, name, max]))
      .digest();
  }

  function urlOf(grant: Grant): string {
    assertObjectKey(grant.key);
    const query = new URLSearchParams({ expires: String(grant.expires), type: grant.type });
    if (grant.name !== undefined) query.set('name', grant.name);
    if (grant.max !== undefined) query.set('max', String(grant.max));
    query.set('signature', sign(grant).toString('base64url'));
    const path = grant.key.split('/').map(encodeURIComponent).join('/');
    return `${config.publicUrl}/storage/${path}?${query}`;
  }

  // A list shows the same links until their next step; most of its time would go into signing them anew.
  const signed = new Map<string, string>();

  return {
    get(key, { expiresIn, contentType, filename }) {
      const step = expiryStep(expiresIn);
      const expires = Math.ceil((now() + expiresIn) / step) * step;
      const known = `${expires}\n${contentType}\n${key}\n${filename ?? ''}`;
      let url = signed.get(known);
      if (url === undefined) {
        const name = filename === undefined ? {} : { name: filename };
        url = urlOf({ method: 'GET', key, expires, type: contentType, ...name });
        if (signed.size >= rememberedLinks) signed.clear();
        signed.set(known, url);
      }
      return url;
    },
    put(key, { expiresIn, contentType, maxSize, size }) {
      const max = Math.min(maxSize, size ?? maxSize);
      const grant: Grant = {
        method: 'PUT',
        key,
        expires: now() + expiresIn,
        type: contentType,
        max,
      };
      return { url: urlOf(grant), method: 'PUT', headers: { 'content-type': contentType } };
    },
    verify(method, key, query) {
      const grant = grantOf(method, key, query);
      const given = Buffer.from(String(query.signature ?? ''), 'base64url');
      const wanted = sign(grant);
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return 'invalid';
      return grant.expires > now() ? grant : 'expired';
    },
  };
}

function grantOf(method: 'GET' | 'PUT', key: string, query: Record<string, unknown>): Grant {
  const grant: Grant = {
    method,
    key,
    expires: Number(query.expires),
    type: String(query.type ?? ''),
  };
  if (query.name !== undefined) grant.name = String(query.name);
  if (query.max !== undefined) grant.max = Number(query.max);
  return grant;
}
