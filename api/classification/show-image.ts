import type { ImageRow } from '../../models/classification/image.queries';
import type { ClassificationImage } from '../../openapi/generated/types';
import { etag } from '../etag';
import { type Context, type Headers, reply, type Reply } from '../operation';
import { languageOf } from '../problem';
import { imageView } from './image.view';

/** Where an image is read. */
export function imageLocation(imageId: string): string {
  return `/api/classification/images/${imageId}`;
}

/** The answer that shows an image. */
export async function imageReply<S extends 200 | 201 | 202>(
  status: S,
  { services, request }: Pick<Context<'getImage'>, 'services' | 'request'>,
  row: ImageRow,
): Promise<Reply<S, ClassificationImage>> {
  const headers: Headers = { etag: etag(row.version) };
  if (status !== 200) headers['location'] = imageLocation(row.id);
  const language = languageOf(request);
  return reply(status, await imageView(row, { services, language }), headers);
}
