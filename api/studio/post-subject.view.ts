import {
  detailsOf,
  type PostDetails,
  type PostRow,
  postsById,
} from '../../models/studio/post.queries';
import { nameOfPost, postText } from '../../models/studio/post-text';
import { type StudioImageRow, studioImagesById } from '../../models/studio/studio-image.queries';
import type { ReviewSubject } from '../../openapi/generated/types';
import type { Services } from '../services';
import { pictureLinks } from './image.view';

type Linked = Pick<Services, 'objectStore' | 'links'>;

/** Posts as those see them who decide on them: the first picture, and the text of every account. */
export async function postSubjects(
  services: Linked & Pick<Services, 'database'>,
  ids: string[],
): Promise<Map<string, ReviewSubject>> {
  const { database } = services;
  const posts = await postsById(database, ids);
  const details = await detailsOf(database, ids);
  const firsts = [...details.values()].flatMap(({ image_ids }) => image_ids.slice(0, 1));
  const images = await studioImagesById(database, firsts);
  const views = posts.map(async (post) => {
    const shown = details.get(post.id) ?? { image_ids: [], targets: [] };
    const image = images.get(shown.image_ids[0] ?? '');
    return [post.id, await subjectOf(post, shown, { image, services })] as const;
  });
  return new Map(await Promise.all(views));
}

async function subjectOf(
  post: PostRow,
  { image_ids, targets }: PostDetails,
  { image, services }: { image: StudioImageRow | undefined; services: Linked },
): Promise<ReviewSubject> {
  const links = image && (await pictureLinks(image, services));
  const shown = targets.filter(({ target }) => target.status !== 'cancelled');
  return {
    title: nameOfPost(post),
    image_url: links?.image_url ?? null,
    thumbnail_url: links?.thumbnail_url ?? null,
    answer: {
      texts: shown.map(({ target, username }) => ({
        ...{ platform: target.platform, username, text: postText(post, target) },
      })),
      images: image_ids.length,
      scheduled_time: post.scheduled_time?.toISOString() ?? null,
    },
  };
}
