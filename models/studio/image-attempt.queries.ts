import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import {
  keysetPage,
  type KeysetOrder,
  type KeysetPage,
  type PageRequest,
} from '../../foundation/keyset';
import type { ImageAttempt } from './image-attempt';

export type ImageAttemptRow = ModelObject<ImageAttempt>;

/** Whose calls, and which of them. */
export interface ImageAttemptFilters {
  owner_id: string;
  image_id?: string;
  provider?: string;
  state?: ImageAttempt['state'];
}

/** The order of the list: newest first. */
export const imageAttemptOrder: KeysetOrder = {
  columns: [
    { sql: 'started_at', type: 'timestamptz' },
    { sql: 'id', type: 'uuid' },
  ],
  direction: 'desc',
};

/** A page of the calls of providers for an owner's pictures. */
export async function listImageAttempts(
  database: Knex,
  filters: ImageAttemptFilters,
  page: PageRequest,
): Promise<KeysetPage<ImageAttemptRow>> {
  const query = database('studio_image_attempts').where(filters).select('*');
  return await keysetPage<ImageAttemptRow>(database, query, page);
}
