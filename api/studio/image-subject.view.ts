import { nameOfPicture } from '../../models/studio/image-review';
import { type StudioImageRow, studioImagesById } from '../../models/studio/studio-image.queries';
import type { ReviewSubject } from '../../openapi/generated/types';
import type { Services } from '../services';
import { pictureLinks } from './image.view';

type Linked = Pick<Services, 'objectStore' | 'links'>;

/** Pictures of the studio as those see them who decide on them. */
export async function studioImageSubjects(
  services: Linked & Pick<Services, 'database'>,
  ids: string[],
): Promise<Map<string, ReviewSubject>> {
  const images = await studioImagesById(services.database, ids);
  const views = [...images.values()].map(
    async (image) => [image.id, await subjectOf(image, services)] as const,
  );
  return new Map(await Promise.all(views));
}

async function subjectOf(image: StudioImageRow, services: Linked): Promise<ReviewSubject> {
  const { prompt, negative_prompt, alt_text, provider, model, edits } = image;
  const { image_url, thumbnail_url } = await pictureLinks(image, services);
  return {
    title: nameOfPicture(image),
    ...{ image_url, thumbnail_url },
    answer: { prompt, negative_prompt, alt_text, provider, model, edits },
  };
}
