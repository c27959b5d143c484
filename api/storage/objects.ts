import { Router, type NextFunction, type Request, type Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { createLocalUrlSigner, type Grant } from '../../activities/clients/local-object-store-url';
import type { ObjectStore, ObjectStoreConfig } from '../../activities/clients/object-store';
import { dispositionOf } from '../../activities/clients/object-store-disposition';
import { isObjectKey, ObjectMissing } from '../../activities/clients/object-store-key';
import { systemClock, type Clock } from '../../foundation/clock';
import { fail } from '../../foundation/errors';
import { receiveObject } from './receive-object';

type Handler = (request: Request<{ key: string[] }>, response: Response) => Promise<void>;

/** Serves the signed URLs of the local object store: the signature is the permission, so no session is asked for. */
export function createStorageRouter(
  config: ObjectStoreConfig,
  store: ObjectStore,
  clock: Clock = systemClock,
): Router {
  const signer = createLocalUrlSigner(
    { secretKey: config.secretKey, publicUrl: config.api.publicUrl },
    clock,
  );

  function grantOf(request: Request<{ key: string[] }>, method: 'GET' | 'PUT'): Grant {
    const key = request.params.key.join('/');
    const grant = isObjectKey(key) ? signer.verify(method, key, request.query) : 'invalid';
    if (grant === 'invalid') throw fail('forbidden', 'The signature does not match');
    if (grant === 'expired' && method === 'PUT') throw fail('upload_expired');
    if (grant === 'expired') throw fail('forbidden', 'The link has expired');
    return grant;
  }

  const send: Handler = async (request, response) => {
    const grant = grantOf(request, 'GET');
    const found = await store.head(grant.key);
    if (found === null) throw fail('not_found');
    response.set(headersOf(grant, found.size, Math.floor(clock.now().getTime() / 1000)));
    if (request.method === 'HEAD') return void response.end();
    await pipeline(await store.stream(grant.key), response);
  };

  const receive: Handler = async (request, response) => {
    const grant = grantOf(request, 'PUT');
    const { sha256 } = await receiveObject(store, grant, request);
    response.set('etag', `"${sha256}"`).status(200).end();
  };

  const router = Router();
  router.get('/storage/*key', handled(send));
  router.put('/storage/*key', handled(receive));
  return router;
}

/** Untrusted bytes on our own host: never sniffed, never run, kept by browsers no longer than the link lives. */
function headersOf(grant: Grant, size: number, now: number): Record<string, string> {
  return {
    'content-type': grant.type,
    'content-length': String(size),
    'content-disposition': dispositionOf(grant.type, grant.name),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': `private, max-age=${Math.max(0, grant.expires - now)}, immutable`,
  };
}

function handled(handler: Handler) {
  return (request: Request, response: Response, next: NextFunction): void => {
    handler(request as Request<{ key: string[] }>, response).catch((error: unknown) => {
      // Half an answer cannot become a problem: the connection is cut, so the client sees that it is incomplete.
      if (response.headersSent) response.destroy();
      else next(error instanceof ObjectMissing ? fail('not_found') : error);
    });
  };
}
