// The pictures of a post as one platform takes them. What had to be changed for it is stored beside the picture, and goes
// with it; nothing is decoded in the moment of publishing.
import type { PostPicture } from '../../models/studio/post-content';
import { fittedPrefix } from '../clients/fitted-key';
import { fitMedia } from '../clients/media-fit';
import type { ObjectStore } from '../clients/object-store';
import type { PostMedia } from '../clients/platforms/platform';
import type { PlatformRules } from '../clients/platforms/rules';
import { shortenAltText } from '../clients/platforms/shorten-text';
import { isPublicUrl } from '../clients/public-url';

/** What is remembered of a picture from its preparation to the end: what its bytes are, and where they lie. */
export type StoredMedia = Omit<PostMedia, 'bytes' | 'public_url'> & { object_key: string };

/** Platforms that fetch pictures themselves have an hour for it. */
const fetchedWithin = 2 * 3600;

/** Brings the pictures of a post into the form that a platform takes. */
export async function fitPictures(
  store: ObjectStore,
  pictures: PostPicture[],
  rules: PlatformRules,
): Promise<StoredMedia[]> {
  const fitted: StoredMedia[] = [];
  for (const picture of pictures) fitted.push(await fitPicture(store, picture, rules));
  return fitted;
}

async function fitPicture(
  store: ObjectStore,
  { object_key, alt_text, owner_id, image_id }: PostPicture,
  rules: PlatformRules,
): Promise<StoredMedia> {
  if (object_key === null) throw new Error('A validated picture has no bytes');
  const { bytes, changes, ...facts } = await fitMedia(await store.get(object_key), rules.media);
  const described = { ...facts, alt_text: shortenAltText(rules, alt_text) };
  if (changes.length === 0) return { ...described, object_key };
  const extension = facts.media_type.split('/')[1] ?? '';
  const key = `${fittedPrefix({ owner_id, id: image_id })}${facts.sha256}.${extension}`;
  await store.put(key, bytes, { contentType: facts.media_type, size: bytes.length });
  return { ...described, object_key: key };
}

/** The pictures as a platform is given them. */
export async function openMedia(store: ObjectStore, media: StoredMedia[]): Promise<PostMedia[]> {
  return await Promise.all(
    media.map(async ({ object_key, ...facts }) => {
      const given = { expiresIn: fetchedWithin, contentType: facts.media_type };
      const url = await store.signedGetUrl(object_key, given);
      const bytes = (): Promise<Buffer> => store.get(object_key);
      return { ...facts, bytes, public_url: isPublicUrl(url) ? url : null };
    }),
  );
}
