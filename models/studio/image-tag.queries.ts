import type { Knex } from 'knex';
import {
  keysetPage,
  type KeysetOrder,
  type KeysetPage,
  type PageRequest,
} from '../../foundation/keyset';
import { containing } from '../operations/search';

/** A tag, and how many pictures have it. */
export interface ImageTagRow {
  id: string;
  owner_id: string;
  name: string;
  images: number;
  created_at: Date;
}

/** The only order of the list; names are unique per owner. */
export const imageTagOrder: KeysetOrder = {
  columns: [{ sql: 'name', type: 'text' }],
  direction: 'asc',
};

const images = `(
  select count(*) from studio_images where studio_images.owner_id = studio_image_tags.owner_id
    and studio_images.deleted_at is null
    and studio_images.tags @> array[studio_image_tags.name]
) as images`;

/** A page of an owner's tags. */
export async function listImageTags(
  database: Knex,
  { owner_id, search }: { owner_id: string; search?: string },
  page: PageRequest,
): Promise<KeysetPage<ImageTagRow>> {
  const query = database('studio_image_tags').where({ owner_id });
  if (search !== undefined) query.whereRaw(...containing('name', search));
  return await keysetPage<ImageTagRow>(database, query.select('*', database.raw(images)), page);
}

/** One tag of an owner. */
export async function findImageTag(
  database: Knex,
  { owner_id, name }: { owner_id: string; name: string },
): Promise<ImageTagRow | undefined> {
  return await database('studio_image_tags')
    .where({ owner_id, name })
    .select('*', database.raw(images))
    .first<ImageTagRow | undefined>();
}
