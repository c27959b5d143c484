import type { Post } from './post';
import type { PostTarget } from './post-target';

/** The words of a post, and what an account has instead of them. */
type Words = Pick<Post, 'caption' | 'hashtags'>;
type OwnWords = Partial<Pick<PostTarget, 'caption' | 'hashtags'>>;

/** The text as people will read it: the caption, a blank line, the hashtags. */
export function postText(post: Words, own: OwnWords = {}): string {
  const caption = (own.caption ?? post.caption).trim();
  const tags = cleanHashtags(own.hashtags ?? post.hashtags).map((tag) => `#${tag}`);
  return [caption, tags.join(' ')].filter((part) => part !== '').join('\n\n');
}

/** Hashtags as they are kept: without their sign, each once, whatever the case. */
export function cleanHashtags(hashtags: readonly string[]): string[] {
  const known = new Map<string, string>();
  for (const tag of hashtags) {
    const bare = tag.replace(/^[#＃]+/u, '');
    if (bare !== '' && !known.has(bare.toLowerCase())) known.set(bare.toLowerCase(), bare);
  }
  return [...known.values()];
}

const longestName = 80;

/** What people call a post: the beginning of its text. */
export function nameOfPost(post: Words): string {
  const [line = ''] = postText(post).split('\n');
  return line.length <= longestName ? line : `${line.slice(0, longestName - 1).trimEnd()}…`;
}
