// What approvals and attempts are bound to: the pictures with their descriptions and the texts, never the time.
import type { Knex } from 'knex';
import { contentHash, type ReviewContent } from '../operations/review-hash';
import type { Post } from './post';
import { postText } from './post-text';
import type { PostTarget } from './post-target';

type Words = Pick<Post, 'caption' | 'hashtags' | 'link'>;
type Target = Pick<PostTarget, 'id' | 'caption' | 'hashtags' | 'options'>;

/** A picture as it is shown, and as it is described to who cannot see it. */
type ShownPicture = { sha256: string; alt_text: string };

/** What one account is to show. */
function targetContent(post: Words, target: Target, media: ShownPicture[]): ReviewContent {
  const options = target.options as Record<string, ReviewContent>;
  return { media, text: postText(post, target), link: post.link, options };
}

/** The hash of what one account is to show. */
export function targetHash(post: Words, target: Target, media: ShownPicture[]): string {
  return contentHash(targetContent(post, target, media));
}

/** What is decided on when a post is approved: what each of its accounts is to show. */
export function postContent(post: Words, targets: Target[], media: ShownPicture[]): ReviewContent {
  const sorted = [...targets].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    media,
    targets: sorted.map((target) => ({
      target_id: target.id,
      content: targetContent(post, target, media),
    })),
  };
}

/** A post's picture, as far as publishing needs to know it. */
export interface PostPicture {
  post_id: string;
  position: number;
  image_id: string;
  owner_id: string;
  status: string;
  deleted_at: Date | null;
  sha256: string | null;
  object_key: string | null;
  media_type: string | null;
  width: number;
  height: number;
  size_bytes: number | null;
  alt_text: string;
}

/** The pictures of posts, in order, those that were deleted meanwhile too. */
export async function picturesOf(database: Knex, postIds: string[]): Promise<PostPicture[]> {
  const rows = await database('post_media')
    .join('studio_images', 'studio_images.id', 'post_media.image_id')
    .whereIn('post_id', postIds)
    .orderBy(['post_id', 'position'])
    .select<PostPicture[]>([
      ...['post_id', 'position', 'image_id', 'owner_id', 'status', 'deleted_at', 'sha256'],
      ...['object_key', 'media_type', 'width', 'height', 'size_bytes', 'alt_text'],
    ]);
  return rows.map((row) => ({ ...row, size_bytes: row.size_bytes && Number(row.size_bytes) }));
}

/** What of pictures is shown; one without a hash is not made yet, and nobody can approve it. */
export function shownPictures(
  pictures: Pick<PostPicture, 'sha256' | 'alt_text'>[],
): ShownPicture[] {
  return pictures.map(({ sha256, alt_text }) => ({ sha256: sha256 ?? '', alt_text }));
}
