import type { Image } from '../../models/classification/image';
import type { PlumLabel, ReviewedImage } from '../../openapi/generated/types';
import type { Services } from '../services';
import { pictureUrl } from './image.view';

/** The columns of the export, in order. */
export const reviewedColumns = [
  'id',
  'owner_id',
  'filename',
  'sha256',
  'outcome',
  'label',
  'confidence',
  'model_version',
  'reviewed_label',
  'reviewed_by',
  'reviewed_at',
  'image_url',
] as const satisfies readonly (keyof ReviewedImage)[];

/** A reviewed image as the export shows it. */
export async function reviewedImageView(
  row: Image,
  services: Pick<Services, 'objectStore'>,
): Promise<ReviewedImage> {
  return {
    id: row.id,
    owner_id: row.owner_id,
    filename: row.filename,
    sha256: row.sha256,
    outcome: row.outcome ?? 'uncertain',
    label: row.label as PlumLabel | null,
    confidence: row.confidence,
    model_version: row.model_version ?? '',
    reviewed_label: row.reviewed_label as PlumLabel,
    reviewed_by: row.reviewed_by,
    reviewed_at: (row.reviewed_at ?? row.created_at).toISOString(),
    image_url: await pictureUrl(row, services),
  };
}
