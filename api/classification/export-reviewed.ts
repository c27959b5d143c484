import { Readable } from 'node:stream';
import {
  type ReviewedFilters,
  reviewedImages,
} from '../../models/classification/reviewed-images.queries';
import { csvLine } from '../csv';
import { type Headers, reply, type Reply } from '../operation';
import type { Services } from '../services';
import { reviewedColumns, reviewedImageView } from './reviewed-image.view';

type Writer = (services: Services, filters: ReviewedFilters) => AsyncGenerator<string>;

const writers: Record<'json' | 'csv', Writer> = {
  async *json(services, filters) {
    let separator = '{"results":[\n';
    for await (const image of reviewedImages(services.database, filters)) {
      yield separator + JSON.stringify(await reviewedImageView(image, services));
      separator = ',\n';
    }
    yield separator.startsWith(',') ? '\n]}\n' : '{"results":[]}\n';
  },
  async *csv(services, filters) {
    yield csvLine([...reviewedColumns]);
    for await (const image of reviewedImages(services.database, filters)) {
      const view = await reviewedImageView(image, services);
      yield csvLine(reviewedColumns.map((column) => view[column]));
    }
  },
};

const types = { json: 'application/json', csv: 'text/csv; charset=utf-8' };

/** The answer that sends the reviewed images while they are read. */
export function exportReply(
  services: Services,
  filters: ReviewedFilters,
  format: 'json' | 'csv',
): Reply<200, Readable> {
  const headers: Headers = {
    'content-type': types[format],
    'content-disposition': `attachment; filename="reviewed-images.${format}"`,
  };
  return reply(200, Readable.from(writers[format](services, filters)), headers);
}
