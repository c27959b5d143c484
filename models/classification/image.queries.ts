import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import {
  creationOrders,
  keysetPage,
  type KeysetOrder,
  type KeysetPage,
  type PageRequest,
} from '../../foundation/keyset';
import { containing } from '../operations/search';
import { Image, type ImageOutcome, type ImageState } from './image';

export type ImageRow = ModelObject<Image>;

/** Whose images, and which of them. */
export interface ImageFilters {
  owner_id: string;
  label?: string;
  outcome?: ImageOutcome;
  state?: ImageState;
  confidence_min?: number;
  confidence_max?: number;
  batch_id?: string;
  model_version?: string;
  created_after?: Date;
  created_before?: Date;
  search?: string;
}

// As double precision: a real compared with the text of itself would differ.
const byConfidence = [
  { sql: 'coalesce(confidence, 0)::double precision', type: 'double precision' } as const,
  { sql: 'id', type: 'uuid' } as const,
];

/** The orders of the list, by the names of the contract. */
export const imageOrders = {
  ...creationOrders,
  confidence: { columns: byConfidence, direction: 'asc' },
  '-confidence': { columns: byConfidence, direction: 'desc' },
} satisfies Record<string, KeysetOrder>;

/** A page of an owner's images. */
export async function listImages(
  database: Knex,
  filters: ImageFilters,
  page: PageRequest,
): Promise<KeysetPage<ImageRow>> {
  const { confidence_min, confidence_max, created_after, created_before, search, ...equal } =
    filters;
  const query = database('classification_images').where(equal).whereNull('deleted_at').select('*');
  if (confidence_min !== undefined) query.where('confidence', '>=', confidence_min);
  if (confidence_max !== undefined) query.where('confidence', '<=', confidence_max);
  if (created_after) query.where('created_at', '>=', created_after);
  if (created_before) query.where('created_at', '<', created_before);
  if (search !== undefined) query.whereRaw(...containing('filename', search));
  return await keysetPage<ImageRow>(database, query, page);
}

/** An image that is not deleted. */
export async function findImage(database: Knex, imageId: string): Promise<Image | undefined> {
  return await Image.query(database).findById(imageId).whereNull('deleted_at');
}

/** The single image of an owner with this content; not one of a batch. */
export async function findSingleImage(
  database: Knex,
  content: { owner_id: string; sha256: string },
): Promise<Image | undefined> {
  return await Image.query(database).findOne({ ...content, batch_id: null, deleted_at: null });
}
