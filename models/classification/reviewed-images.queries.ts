import type { Knex } from 'knex';
import { Image } from './image';

/** Whose reviewed images, everybody's without `owner_id`, and of which version. */
export interface ReviewedFilters {
  owner_id?: string | undefined;
  model_version?: string | undefined;
}

const slice = 500;

/**
 * Every image with a reviewed class, oldest review first, in slices. Each is a query of its own that starts behind the
 * last, so that an export of any length holds neither memory nor a connection.
 */
export async function* reviewedImages(
  database: Knex,
  { owner_id, model_version }: ReviewedFilters,
): AsyncGenerator<Image[]> {
  let last: { reviewed: string; id: string } | undefined;
  do {
    const query = Image.query(database)
      .select('*', database.raw('reviewed_at::text as reviewed'))
      .whereNotNull('reviewed_label')
      .whereNull('deleted_at')
      .orderBy(['reviewed_at', 'id'])
      .limit(slice);
    if (owner_id !== undefined) query.where({ owner_id });
    if (model_version !== undefined) query.where({ model_version });
    if (last)
      query.whereRaw('(reviewed_at, id) > (?::timestamptz, ?::uuid)', [last.reviewed, last.id]);
    const rows = (await query) as (Image & { reviewed: string })[];
    yield rows;
    last = rows.length === slice ? rows.at(-1) : undefined;
  } while (last);
}
