import type { PostFacts, PostRules } from '../../../models/studio/new-post';
import { checkPost } from './check-post';
import type { PostMedia } from './platform';
import type { Platforms } from './platforms';

const readable: readonly string[] = ['image/jpeg', 'image/png', 'image/webp'];

/**
 * What scheduling asks of the platforms: their rules, without a call to any of them. Whether they can fetch a picture is
 * asked right before publishing, when its address is made.
 */
export function createPostRules(platforms: Platforms): PostRules {
  return {
    knows: (name) => platforms.has(name),
    removes: (name) => Boolean(platforms.get(name)?.remove),
    refusals: (name, facts) => {
      const platform = platforms.get(name);
      if (!platform) return [];
      return checkPost(platform.rules, { ...facts, media: shapes(facts) }).filter(
        ({ severity }) => severity === 'error',
      );
    },
  };
}

function shapes({ media }: PostFacts) {
  return media.map(({ media_type, size_bytes, ...picture }) => ({
    ...picture,
    media_type: isReadable(media_type) ? media_type : ('image/png' as const),
    size_bytes: size_bytes ?? 0,
    is_public: true,
  }));
}

function isReadable(type: string | null): type is PostMedia['media_type'] {
  return type !== null && readable.includes(type);
}
