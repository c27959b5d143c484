import type { Request } from 'express';
import { Transform, type TransformCallback } from 'node:stream';
import type { Grant } from '../../activities/clients/local-object-store-url';
import type { ObjectStore, StoredObject } from '../../activities/clients/object-store';
import { fail } from '../../foundation/errors';

/** Stores the body of an upload that its grant permits; one byte too many, and nothing is kept. */
export async function receiveObject(
  store: ObjectStore,
  grant: Grant,
  request: Request,
): Promise<StoredObject> {
  const declared = request.headers['content-length'];
  if (request.headers['content-type'] !== grant.type) throw fail('unsupported_media_type');
  if (Number(declared ?? 0) > (grant.max ?? 0)) throw refused(request);
  const limited = new SizeLimit(grant.max ?? 0, () => refused(request));
  // An upload that breaks off must break the store's stream too, or a part of it would wait there for ever.
  const abort = (): void => void limited.destroy(new Error('The upload broke off'));
  request.once('aborted', abort).once('error', abort);
  try {
    return await store.put(grant.key, request.pipe(limited), { contentType: grant.type });
  } finally {
    request.off('aborted', abort).off('error', abort).unpipe(limited);
  }
}

/** The rest of a refused body is not read, so the connection cannot be used again. */
function refused(request: Request): Error {
  request.res?.set('connection', 'close');
  return fail('payload_too_large');
}

class SizeLimit extends Transform {
  private bytes = 0;

  constructor(
    private readonly max: number,
    private readonly tooLarge: () => Error,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    if (this.bytes > this.max) done(this.tooLarge());
    else done(null, chunk);
  }
}
