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

type Linked = Pick<Services, 'objectStore' | 'links' | 'platforms'>;

/** Posts as those see them who decide on them: all pictures, the link, and text and options of every account. */
export async function postSubjects(
  services: Linked & Pick<Services, 'database'>,
  ids: string[],
): Promise<Map<string, ReviewSubject>> {
  const { database } = services;
  const posts = await postsById(database, ids);
  const details = await detailsOf(database, ids);
  const used = [...details.values()].flatMap(({ image_ids }) => image_ids);
  const images = await studioImagesById(database, [...new Set(used)]);
  const views = posts.map(async (post) => {
    const shown = details.get(post.id) ?? { image_ids: [], targets: [] };
    const shownImages = shown.image_ids.flatMap((id) => images.get(id) ?? []);
    return [post.id, await subjectOf(post, shown, { images: shownImages, services })] as const;
  });
  return new Map(await Promise.all(views));
}

async function subjectOf(
  post: PostRow,
  { image_ids, targets }: PostDetails,
  { images, services }: { images: StudioImageRow[]; services: Linked },
): Promise<ReviewSubject> {
  const links = await Promise.all(images.map((image) => pictureLinks(image, services)));
  const [first] = links;
  const shown = targets.filter(({ target }) => target.status !== 'cancelled');
  return {
    title: nameOfPost(post),
    image_url: first?.image_url ?? null,
    thumbnail_url: first?.thumbnail_url ?? null,
    answer: {
      texts: shown.map(({ target, username }) => ({
        platform: target.platform,
        platform_title: services.platforms.get(target.platform)?.title ?? target.platform,
        ...{ username, text: postText(post, target), options: target.options },
      })),
      link: post.link,
      images: image_ids.length,
      pictures: images.map(({ alt_text }, index) => ({
        ...{ image_url: links[index]?.image_url ?? null, alt_text },
      })),
      scheduled_time: post.scheduled_time?.toISOString() ?? null,
      timezone: post.timezone,
    },
  };
}
