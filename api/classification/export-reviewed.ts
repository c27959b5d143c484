import type { Readable } from 'node:stream';
import { fail } from '../../foundation/errors';
import { reviewedImages } from '../../models/classification/reviewed-images.queries';
import { authorize, widestScope } from '../../models/identity/can';
import type { SignedInUser } from '../../models/identity/signed-in-user';
import type { ReviewedImage } from '../../openapi/generated/types';
import { stillSignedIn } from '../export';
import { exportReply } from '../export-stream';
import type { Context, Reply } from '../operation';
import { reviewedColumns, reviewedImageView } from './reviewed-image.view';

type Asked = Context<'exportReviewedImages'>;

/** The answer that sends the reviewed images while they are read. */
export async function reviewedReply(context: Asked): Promise<Reply<200, Readable>> {
  const { request, query } = context;
  const exported = { name: 'reviewed-images', columns: reviewedColumns, format: query.format };
  return await exportReply(request, exported, viewsOf(context));
}

/** Each page is for who may see it by then, as with the exports of lists. */
async function* viewsOf(context: Asked): AsyncGenerator<ReviewedImage[]> {
  const { services, query, user } = context;
  const filters = { ...query, owner_id: scopeOf(user, query) };
  for await (const images of reviewedImages(services.database, filters)) {
    const still = scopeOf(await stillSignedIn(context), query);
    if (still !== filters.owner_id) throw fail('forbidden');
    yield await Promise.all(images.map((image) => reviewedImageView(image, services)));
  }
}

function scopeOf(user: SignedInUser, { owner_id }: Asked['query']): string | undefined {
  authorize(user, 'classification.use');
  return widestScope(user, 'owners.any', owner_id);
}
