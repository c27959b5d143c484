import type { PostFacts, PostRules } from '../../../models/studio/new-post';
import type { PostPicture } from '../../../models/studio/post-content';
import { accountRules } from './account-rules';
import { checkPost, type MediaFacts } from './check-post';
import type { MediaShape } from './media-plan';
import type { PostMedia } from './platform';
import type { Platforms } from './platforms';

const readable: readonly string[] = ['image/jpeg', 'image/png', 'image/webp'];

/**
 * What scheduling asks of the platforms: their rules, without a call to any of them; of servers with limits of their own,
 * what these said the last time. Whether they can fetch a picture is asked right before publishing, when its address is made.
 */
export function createPostRules(platforms: Platforms): PostRules {
  return {
    knows: (name) => platforms.has(name),
    removes: (name) => Boolean(platforms.get(name)?.remove),
    refusals: (name, facts, limits) => {
      const platform = platforms.get(name);
      if (!platform) return [];
      const rules = accountRules(platform, limits);
      return checkPost(rules, { ...facts, media: shapes(facts) }).filter(
        ({ severity }) => severity === 'error',
      );
    },
  };
}

function shapes({ media }: PostFacts): MediaFacts[] {
  return media.map((picture) => ({
    ...mediaShape(picture),
    ...{ alt_text: picture.alt_text, is_public: true },
  }));
}

/** The numbers of a stored picture; one that is not made yet is held against the rules as if it were. */
export function mediaShape({
  media_type,
  width,
  height,
  size_bytes,
}: Pick<PostPicture, 'media_type' | 'width' | 'height' | 'size_bytes'>): MediaShape {
  const known = isReadable(media_type) ? media_type : 'image/png';
  return { media_type: known, width, height, size_bytes: size_bytes ?? 0 };
}

function isReadable(type: string | null): type is PostMedia['media_type'] {
  return type !== null && readable.includes(type);
}
