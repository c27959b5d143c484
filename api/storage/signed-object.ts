import type { NextFunction, Request, Response } from 'express';
import type { Grant, LocalUrlSigner } from '../../activities/clients/local-object-store-url';
import { dispositionOf } from '../../activities/clients/object-store-disposition';
import { isObjectKey, ObjectMissing } from '../../activities/clients/object-store-key';
import type { Clock } from '../../foundation/clock';
import { fail } from '../../foundation/errors';

type Query = Request['query'];
type Handler = (request: Request<{ key: string[] }>, response: Response) => Promise<void>;

/** What a signed URL permits; throws the problem of one that permits nothing. */
export function grantOf(
  signer: LocalUrlSigner,
  method: 'GET' | 'PUT',
  { key, query }: { key: string; query: Query },
): Grant {
  const grant = isObjectKey(key) ? signer.verify(method, key, query) : 'invalid';
  if (grant === 'invalid') throw fail('forbidden', 'The signature does not match');
  if (grant === 'expired' && method === 'PUT') throw fail('upload_expired');
  if (grant === 'expired') throw fail('forbidden', 'The link has expired');
  return grant;
}

/** Untrusted bytes on our own host: never sniffed, never run, kept by browsers no longer than the link lives. */
export function objectHeaders(grant: Grant, size: number, clock: Clock): Record<string, string> {
  const life = Math.max(0, grant.expires - Math.floor(clock.now().getTime() / 1000));
  return {
    'content-type': grant.type,
    'content-length': String(size),
    'content-disposition': dispositionOf(grant.type, grant.name),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': `private, max-age=${life}, immutable`,
  };
}

/** A route of Express over a handler that may fail. */
export function handled(handler: Handler) {
  return (request: Request, response: Response, next: NextFunction): void => {
    handler(request as Request<{ key: string[] }>, response).catch((error: unknown) => {
      // Half an answer cannot become a problem: the connection is cut, so the client sees that it is incomplete.
      if (response.headersSent) response.destroy();
      else next(error instanceof ObjectMissing ? fail('not_found') : error);
    });
  };
}
