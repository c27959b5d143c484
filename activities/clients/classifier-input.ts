import sharp from 'sharp';
import {
  endsEarly,
  inspectImage,
  type ImageErrorCode,
  type ImageType,
} from '../../models/classification/inspect-image';
import type { ObjectStore } from './object-store';
import { ObjectMissing } from './object-store-key';

/** A stored picture, fit to be decoded. */
export interface ReadablePicture {
  bytes: Buffer;
  media_type: ImageType;
  width: number;
  height: number;
}

/** Why a stored object is no picture to classify: the fault of the object, not of the moment. */
export class UnreadablePicture extends Error {
  constructor(
    readonly error_code: ImageErrorCode | 'object_missing',
    detail: string,
  ) {
    super(detail);
    this.name = 'UnreadablePicture';
  }
}

/**
 * Lets libvips decode JPEG, PNG and WebP from memory and nothing else, a picture on one thread, and keep none of them;
 * for the whole process, once at its start.
 */
export function prepareDecoders(): void {
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: [
      'VipsForeignLoadJpegBuffer',
      'VipsForeignLoadPngBuffer',
      'VipsForeignLoadWebpBuffer',
    ],
  });
}

/** Fetches an object and judges its first bytes; throws `UnreadablePicture`, or the store's error. */
export async function readPicture(store: ObjectStore, key: string): Promise<ReadablePicture> {
  const bytes = await store.get(key).catch((error: unknown) => {
    if (error instanceof ObjectMissing) {
      throw new UnreadablePicture('object_missing', 'the stored file is no longer there');
    }
    throw error;
  });
  const seen = inspectImage(bytes, { complete: true });
  if (!seen.ok) throw new UnreadablePicture(seen.error_code, seen.detail);
  const { media_type, width, height } = seen;
  if (width === null || height === null) throw new Error('A whole file tells its size or fails');
  return { bytes, media_type, width, height };
}

/** What it means that a decoder gave up on a picture whose header was sound. */
export function unreadable(picture: ReadablePicture, error: unknown): UnreadablePicture {
  const said = error instanceof Error ? error.message : '';
  if (said.includes('exceeds pixel limit')) {
    return new UnreadablePicture('image_too_large', 'more pixels than are read');
  }
  return endsEarly(picture.bytes, picture.media_type)
    ? new UnreadablePicture('image_truncated', 'the file ends before the picture does')
    : new UnreadablePicture('not_an_image', 'the picture is damaged and cannot be decoded');
}
