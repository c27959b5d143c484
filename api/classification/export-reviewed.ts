import type { Readable } from 'node:stream';
import {
  type ReviewedFilters,
  reviewedImages,
} from '../../models/classification/reviewed-images.queries';
import type { ReviewedImage } from '../../openapi/generated/types';
import { exportReply } from '../export-stream';
import type { Context, Reply } from '../operation';
import { reviewedColumns, reviewedImageView } from './reviewed-image.view';

/** The answer that sends the reviewed images while they are read. */
export async function reviewedReply(
  { services, request, query }: Context<'exportReviewedImages'>,
  filters: ReviewedFilters,
): Promise<Reply<200, Readable>> {
  const exported = { name: 'reviewed-images', columns: reviewedColumns, format: query.format };
  return await exportReply(request, exported, viewsOf(filters, services));
}

async function* viewsOf(
  filters: ReviewedFilters,
  services: Context<'exportReviewedImages'>['services'],
): AsyncGenerator<ReviewedImage[]> {
  for await (const images of reviewedImages(services.database, filters)) {
    yield await Promise.all(images.map((image) => reviewedImageView(image, services)));
  }
}
