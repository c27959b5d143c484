import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import {
  keysetPage,
  type KeysetOrder,
  type KeysetPage,
  type PageRequest,
} from '../../foundation/keyset';
import type { BatchItem, ItemErrorCode, ItemState } from '../operations/batch-item';
import { containing } from '../operations/search';
import type { ImageOutcome } from './image';

/** An item of a batch of images, with what the model saw. `image_id` is null once the image is deleted. */
export type ImageItemRow = ModelObject<BatchItem> & {
  image_id: string | null;
  outcome: ImageOutcome | null;
  label: string | null;
  confidence: number | null;
  model_version: string | null;
};

export interface ItemFilters {
  batch_id: string;
  state?: ItemState;
  error_code?: ItemErrorCode;
  label?: string;
  outcome?: ImageOutcome;
  search?: string;
}

/** The order in which the files came. */
export const itemOrder: KeysetOrder = {
  columns: [{ sql: 'b.position', type: 'integer' }],
  direction: 'asc',
};

/** A page of the items of a batch of images. */
export async function listImageItems(
  database: Knex,
  { batch_id, state, error_code, label, outcome, search }: ItemFilters,
  page: PageRequest,
): Promise<KeysetPage<ImageItemRow>> {
  const query = database('batch_items as b')
    .leftJoin('classification_images as i', (join) => {
      join.on('i.id', 'b.subject_id').andOnNull('i.deleted_at');
    })
    .where({ 'b.batch_id': batch_id })
    .select('b.*', 'i.id as image_id')
    .select('i.outcome', 'i.label', 'i.confidence', 'i.model_version');
  if (state) query.where('b.state', state);
  if (error_code) query.where('b.error_code', error_code);
  if (label !== undefined) query.where('i.label', label);
  if (outcome) query.where('i.outcome', outcome);
  if (search !== undefined) query.whereRaw(...containing('b.source_name', search));
  return await keysetPage<ImageItemRow>(database, query, page);
}
