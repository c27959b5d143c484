import type { Image } from '../../models/classification/image';
import { reviewedSubjects } from '../../models/classification/review-image';
import type { ReviewSubject } from '../../openapi/generated/types';
import type { Services } from '../services';
import { pictureUrl, thumbnailUrl } from './image.view';

type Linked = Pick<Services, 'objectStore' | 'links'>;

/** Images as those see them who decide on them. */
export async function imageSubjects(
  services: Linked & Pick<Services, 'database'>,
  ids: string[],
): Promise<Map<string, ReviewSubject>> {
  const images = await reviewedSubjects(services.database, ids);
  const views = [...images.values()].map(
    async (image) => [image.id, await imageSubject(image, services)] as const,
  );
  return new Map(await Promise.all(views));
}

async function imageSubject(image: Image, services: Linked): Promise<ReviewSubject> {
  const { label, confidence, probabilities, outcome, model_version } = image;
  return {
    title: image.filename,
    image_url: await pictureUrl(image, services),
    thumbnail_url: thumbnailUrl(image, services),
    answer: { label, confidence, probabilities, outcome, model_version },
  };
}
