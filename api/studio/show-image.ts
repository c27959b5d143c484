import type { StudioImageRow } from '../../models/studio/studio-image.queries';
import type { StudioImage } from '../../openapi/generated/types';
import { etag } from '../etag';
import { type Context, type Headers, reply, type Reply } from '../operation';
import { languageOf } from '../problem';
import { studioImageView } from './image.view';

/** Where a picture of the studio is read. */
export function studioImageLocation(imageId: string): string {
  return `/api/images/${imageId}`;
}

/** The answer that shows a picture of the studio. */
export async function studioImageReply<S extends 200 | 201>(
  status: S,
  { services, request }: Pick<Context<'getStudioImage'>, 'services' | 'request'>,
  row: StudioImageRow,
): Promise<Reply<S, StudioImage>> {
  const headers: Headers = { etag: etag(row.version) };
  if (status === 201) headers['location'] = studioImageLocation(row.id);
  const language = languageOf(request);
  return reply(status, await studioImageView(row, { services, language }), headers);
}
