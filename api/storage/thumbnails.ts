import { Router } from 'express';
import { UnreadablePicture } from '../../activities/clients/classifier-input';
import { imageOfThumbnail } from '../../activities/clients/thumbnail-key';
import { fail } from '../../foundation/errors';
import { findImage } from '../../models/classification/image.queries';
import { findStudioImage } from '../../models/studio/studio-image.queries';
import type { Services } from '../services';
import { grantOf, handled, objectHeaders } from './signed-object';

type Parts = Pick<Services, 'database' | 'thumbnailer' | 'links' | 'clock'>;

/** Serves the signed URLs of thumbnails, of whichever store: only here is one made when it is first looked at. */
export function createThumbnailRouter({ database, thumbnailer, links, clock }: Parts): Router {
  async function originalOf(key: string): Promise<string> {
    const named = imageOfThumbnail(key);
    if (!named) throw fail('not_found');
    const image =
      (await findImage(database, named.id)) ?? (await findStudioImage(database, named.id));
    if (!image?.object_key || image.owner_id !== named.owner_id) throw fail('not_found');
    return image.object_key;
  }

  const send = handled(async ({ params, query }, response) => {
    const key = ['thumbnails', ...params.key].join('/');
    const grant = grantOf(links, 'GET', { key, query });
    const bytes = await thumbnailer.get(key, () => originalOf(key)).catch(notFoundIfUnreadable);
    response.set(objectHeaders(grant, bytes.length, clock)).end(bytes);
  });

  const router = Router();
  router.get('/storage/thumbnails/*key', send);
  return router;
}

function notFoundIfUnreadable(error: unknown): never {
  if (!(error instanceof UnreadablePicture)) throw error;
  throw fail('not_found', `There is no thumbnail: ${error.message}.`);
}
