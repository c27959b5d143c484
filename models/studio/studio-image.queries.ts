import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import { keysetPage, type KeysetPage, type PageRequest } from '../../foundation/keyset';
import type { Transaction } from '../../foundation/transaction';
import { containing } from '../operations/search';
import { StudioImage, type StudioImageStatus } from './studio-image';

export type StudioImageRow = ModelObject<StudioImage>;

/** Whose pictures, and which of them. */
export interface StudioImageFilters {
  owner_id: string;
  status?: StudioImageStatus;
  tag?: string;
  parent_id?: string;
  created_after?: Date;
  created_before?: Date;
  search?: string;
}

/** A page of an owner's pictures; `search` looks at titles, prompts and descriptions. */
export async function listStudioImages(
  database: Knex,
  filters: StudioImageFilters,
  page: PageRequest,
): Promise<KeysetPage<StudioImageRow>> {
  const { tag, created_after, created_before, search, ...equal } = filters;
  const query = database('studio_images').where(equal).whereNull('deleted_at').select('*');
  if (tag !== undefined) query.whereRaw('tags @> array[?]::text[]', [tag]);
  if (created_after) query.where('created_at', '>=', created_after);
  if (created_before) query.where('created_at', '<', created_before);
  if (search !== undefined) {
    query.where((any) => {
      for (const column of ['title', 'prompt', 'alt_text']) {
        void any.orWhereRaw(...containing(column, search));
      }
    });
  }
  return await keysetPage<StudioImageRow>(database, query, page);
}

/** A picture that is not deleted. */
export async function findStudioImage(
  database: Knex,
  imageId: string,
): Promise<StudioImage | undefined> {
  return await StudioImage.query(database).findById(imageId).whereNull('deleted_at');
}

/** The same, and nobody else changes it until the transaction ends. */
export async function lockStudioImage(
  tx: Transaction,
  imageId: string,
): Promise<StudioImage | undefined> {
  const image = StudioImage.query(tx.sql).findById(imageId).whereNull('deleted_at');
  // Posts that are locked already may name it meanwhile, or they would wait for each other in a circle.
  return await image.forNoKeyUpdate();
}

/** Pictures of reviews, by id; without those that are gone. */
export async function studioImagesById(
  database: Knex,
  imageIds: string[],
): Promise<Map<string, StudioImage>> {
  const images = await StudioImage.query(database).findByIds(imageIds).whereNull('deleted_at');
  return new Map(images.map((image) => [image.id, image]));
}
