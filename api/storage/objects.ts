import { Router } from 'express';
import { pipeline } from 'node:stream/promises';
import { createLocalUrlSigner } from '../../activities/clients/local-object-store-url';
import type { ObjectStore, ObjectStoreConfig } from '../../activities/clients/object-store';
import { systemClock, type Clock } from '../../foundation/clock';
import { fail } from '../../foundation/errors';
import { receiveObject } from './receive-object';
import { grantOf, handled, objectHeaders } from './signed-object';

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

  const send = handled(async ({ params, query, method }, response) => {
    const grant = grantOf(signer, 'GET', { key: params.key.join('/'), query });
    const found = await store.head(grant.key);
    if (found === null) throw fail('not_found');
    response.set(objectHeaders(grant, found.size, clock));
    if (method === 'HEAD') return void response.end();
    await pipeline(await store.stream(grant.key), response);
  });

  const receive = handled(async (request, response) => {
    const { params, query } = request;
    const grant = grantOf(signer, 'PUT', { key: params.key.join('/'), query });
    const { sha256 } = await receiveObject(store, grant, request);
    response.set('etag', `"${sha256}"`).status(200).end();
  });

  const router = Router();
  router.get('/storage/*key', send);
  router.put('/storage/*key', receive);
  return router;
}
