// One entry per kind of review: how its subjects look to those who decide.
import type { Review, ReviewKindName } from '../../models/operations/review';
import type { ReviewSubject } from '../../openapi/generated/types';
import { imageSubjects } from '../classification/image-subject.view';
import { studioImageSubjects } from '../studio/image-subject.view';
import { postSubjects } from '../studio/post-subject.view';
import type { Services } from '../services';

/** The subjects that are there, by id, in one query. */
export type ReadSubjects = (
  services: Pick<Services, 'database' | 'objectStore' | 'links' | 'platforms'>,
  ids: string[],
) => Promise<Map<string, ReviewSubject>>;

const readers: Record<ReviewKindName, ReadSubjects> = {
  classification_image: imageSubjects,
  studio_image: studioImageSubjects,
  post: postSubjects,
};

/** What each review is about, by the id of the subject; those that are gone are missing. */
export async function subjectsOf(
  services: Services,
  reviews: Pick<Review, 'kind' | 'subject_id'>[],
): Promise<Map<string, ReviewSubject>> {
  const kinds = [...new Set(reviews.map(({ kind }) => kind))];
  const found = await Promise.all(
    kinds.map((kind) => {
      const ids = reviews.filter((one) => one.kind === kind).map((one) => one.subject_id);
      return readers[kind](services, ids);
    }),
  );
  return new Map(found.flatMap((subjects) => [...subjects]));
}
