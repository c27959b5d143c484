import sharp from 'sharp';
import { turns } from '../../foundation/turns';
import { maximumPixels } from '../../models/classification/inspect-image';
import { readPicture, unreadable } from './classifier-input';
import type { ObjectStore } from './object-store';
import { ObjectMissing } from './object-store-key';
import { imageOfThumbnail, thumbnailSide } from './thumbnail-key';

/** Decoding runs on libuv's pool, which files, DNS and passwords share: a page of pictures must leave room for them. */
const atOnce = 2;

export interface Thumbnailer {
  /**
   * The thumbnail under a key, which also tells its size: the stored one, or one made of the original, whose key is asked
   * for only then.
   * Whoever asks meanwhile gets the same. Throws `UnreadablePicture` when the original shows nothing.
   */
  get(key: string, originalKey: () => Promise<string>): Promise<Buffer>;
}

/** Makes thumbnails on first request and keeps them in the store. */
export function createThumbnailer(store: ObjectStore): Thumbnailer {
  const underway = new Map<string, Promise<Buffer>>();
  const inTurn = turns(atOnce);

  async function make(key: string, originalKey: string): Promise<Buffer> {
    const picture = await readPicture(store, originalKey);
    const side = imageOfThumbnail(key)?.side ?? thumbnailSide;
    const saysOrigin = originalKey.startsWith('studio/');
    const bytes = await render(picture.bytes, side, saysOrigin).catch((error: unknown) => {
      throw unreadable(picture, error);
    });
    await store.put(key, bytes, { contentType: 'image/jpeg', size: bytes.length });
    return bytes;
  }

  async function storedOrMade(key: string, originalKey: () => Promise<string>): Promise<Buffer> {
    const stored = await store.get(key).catch(nullIfMissing);
    if (stored !== null) return stored;
    const original = await originalKey();
    return await inTurn(() => make(key, original));
  }

  return {
    get: (key, originalKey) => {
      const before = underway.get(key);
      if (before) return before;
      const answer = storedOrMade(key, originalKey).finally(() => underway.delete(key));
      underway.set(key, answer);
      return answer;
    },
  };
}

/**
 * Upright, on white, without metadata: a place where a picture was taken is nobody else's business. Pictures of the studio
 * have none but how they were made (XMP), which stays.
 */
async function render(bytes: Buffer, side: number, saysOrigin: boolean): Promise<Buffer> {
  const drawn = sharp(bytes, {
    limitInputPixels: maximumPixels,
    // As for the classifier: what it read, people can see.
    failOn: 'truncated',
    pages: 1,
    animated: false,
    autoOrient: true,
    sequentialRead: true,
  })
    .flatten({ background: '#ffffff' })
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .jpeg({ quality: 75 });
  return await (saysOrigin ? drawn.keepXmp() : drawn).toBuffer();
}

function nullIfMissing(error: unknown): null {
  if (error instanceof ObjectMissing) return null;
  throw error;
}
