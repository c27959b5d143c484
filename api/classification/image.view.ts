import type { Language } from '../../foundation/language';
import { thumbnailKey } from '../../activities/clients/thumbnail-key';
import type { ImageRow } from '../../models/classification/image.queries';
import type { ClassificationImage, PlumLabel, Probabilities } from '../../openapi/generated/types';
import type { Services } from '../services';
import { itemError } from './error-titles';

const linkLifeSeconds = 3_600;

/** A link to a picture that works for an hour. */
export async function pictureUrl(
  row: Pick<ImageRow, 'object_key' | 'media_type' | 'filename'>,
  { objectStore }: Pick<Services, 'objectStore'>,
): Promise<string> {
  return await objectStore.signedGetUrl(row.object_key, {
    expiresIn: linkLifeSeconds,
    contentType: row.media_type ?? 'application/octet-stream',
    filename: row.filename,
  });
}

/** A link to the small one, for as long. */
export function thumbnailUrl(row: ImageRow, { links }: Pick<Services, 'links'>): string {
  return links.get(thumbnailKey(row), { expiresIn: linkLifeSeconds, contentType: 'image/jpeg' });
}

/** An image as the contract shows it, with links that work for an hour. */
export async function imageView(
  row: ImageRow,
  { services, language }: { services: Pick<Services, 'objectStore' | 'links'>; language: Language },
): Promise<ClassificationImage> {
  const image_url = await pictureUrl(row, services);
  const thumbnail_url = thumbnailUrl(row, services);
  return {
    id: row.id,
    owner_id: row.owner_id,
    batch_id: row.batch_id,
    filename: row.filename,
    state: row.state,
    outcome: row.outcome,
    label: row.label as PlumLabel | null,
    confidence: row.confidence,
    probabilities: row.probabilities as Probabilities | null,
    model_version: row.model_version,
    latency_ms: row.latency_ms,
    width: row.width,
    height: row.height,
    size: row.size,
    media_type: row.media_type,
    sha256: row.sha256,
    error: itemError(row.error_code, language),
    image_url,
    thumbnail_url,
    created_at: row.created_at.toISOString(),
    classified_at: row.classified_at?.toISOString() ?? null,
    reviewed_label: row.reviewed_label as PlumLabel | null,
    reviewed_by: row.reviewed_by,
    reviewed_at: row.reviewed_at?.toISOString() ?? null,
  };
}
