// The API with what reviews need, and subjects to decide on.
import { join } from 'node:path';
import { registerModels } from '../../../models/classification/register-models';
import type { NewReview } from '../../../models/operations/open-review';
import type { Review } from '../../../models/operations/review';
import { createImage } from '../../factories/image';
import { createReview } from '../../factories/review';
import { startTestApi, type TestApi } from '../../support/api';

const rooms = /^(identity|messaging|classification\/(images|image-review)$|operations\/review)/;

export async function startReviewApi(): Promise<TestApi> {
  const api = await startTestApi(rooms);
  await registerModels(api.services.database, join(__dirname, '../../../ml/models'));
  return api;
}

/** An uncertain image of somebody, and its open review. */
export async function newReview(
  { services }: TestApi,
  owner_id: string,
  asked: Partial<NewReview> = {},
): Promise<Review> {
  const image = await createImage(services.database, owner_id);
  return await createReview(services.database, image, { ...asked, now: services.clock.now() });
}
