import type { Language } from '../../foundation/language';
import { largerSides, sizedKey, thumbnailKey } from '../../activities/clients/thumbnail-key';
import type { StudioImageRow } from '../../models/studio/studio-image.queries';
import { nameOfPicture } from '../../models/studio/image-review';
import type { StudioImage, StudioImageSize } from '../../openapi/generated/types';
import type { Services } from '../services';
import { imageError } from './image-error-titles';

type Linked = Pick<Services, 'objectStore' | 'links'>;

const expiresIn = 3_600;

/** Links to a picture and its smaller versions that work for an hour; null and none while there is no picture. */
export async function pictureLinks(
  row: StudioImageRow,
  { objectStore, links }: Linked,
): Promise<Pick<StudioImage, 'image_url' | 'thumbnail_url' | 'sizes'>> {
  const { object_key, media_type } = row;
  if (object_key === null || media_type === null) {
    return { image_url: null, thumbnail_url: null, sizes: [] };
  }
  const filename = `${nameOfPicture(row)}.${media_type.split('/')[1]}`;
  const given = { expiresIn, contentType: media_type, filename };
  const image_url = await objectStore.signedGetUrl(object_key, given);
  const jpeg = (key: string): string => links.get(key, { expiresIn, contentType: 'image/jpeg' });
  const longest = Math.max(row.width, row.height);
  const sizes: StudioImageSize[] = largerSides
    .filter((side) => side < longest)
    .map((side) => ({ side, url: jpeg(sizedKey(row, side)) }));
  return { image_url, thumbnail_url: jpeg(thumbnailKey(row)), sizes };
}

/** A picture of the studio as the contract shows it. */
export async function studioImageView(
  row: StudioImageRow,
  { services, language }: { services: Linked; language: Language },
): Promise<StudioImage> {
  return {
    id: row.id,
    owner_id: row.owner_id,
    parent_id: row.parent_id,
    status: row.status,
    title: row.title,
    alt_text: row.alt_text,
    tags: row.tags,
    prompt: row.prompt,
    negative_prompt: row.negative_prompt,
    style: row.style,
    quality: row.quality,
    width: row.width,
    height: row.height,
    seed: row.seed,
    provider: row.provider,
    model: row.model,
    edits: row.edits,
    media_type: row.media_type,
    size_bytes: row.size_bytes,
    sha256: row.sha256,
    cost_micros: row.cost_micros,
    error: imageError(row.error_code, language),
    validation_notes: row.validation_notes,
    validated_by: row.validated_by,
    validated_at: row.validated_at?.toISOString() ?? null,
    ...(await pictureLinks(row, services)),
    generated_at: row.generated_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
