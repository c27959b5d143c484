import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import {
  creationOrders,
  keysetPage,
  type KeysetOrder,
  type KeysetPage,
  type PageRequest,
} from '../../foundation/keyset';
import type { Transaction } from '../../foundation/transaction';
import type { BatchKind } from '../../workflows/operations/contract';
import { Batch, type BatchState } from './batch';
import { containing } from './search';

/** A batch, and how many items its current attempt has settled by working on them. */
export type BatchRow = ModelObject<Batch> & { settled_in_attempt: number };

export interface BatchFilters {
  owner_id: string;
  kind: BatchKind;
  state?: BatchState;
  created_after?: Date;
  created_before?: Date;
  search?: string;
}

const byName = [{ sql: 'name', type: 'text' } as const, { sql: 'id', type: 'uuid' } as const];

/** The orders of the list, by the names of the contract. */
export const batchOrders = {
  ...creationOrders,
  name: { columns: byName, direction: 'asc' },
  '-name': { columns: byName, direction: 'desc' },
} satisfies Record<string, KeysetOrder>;

// The counts on the row span all attempts. A first attempt settled all of them; a later one few, which are counted.
const settledInAttempt = `case when attempt = 1 then succeeded + failed else (
    select count(*)::integer from batch_items i join batch_runs r on r.id = i.run_id
    where r.batch_id = batches.id and r.attempt = batches.attempt
      and i.state in ('succeeded', 'failed')
  ) end as settled_in_attempt`;

/** A page of an owner's batches of one kind. */
export async function listBatches(
  database: Knex,
  { created_after, created_before, search, ...equal }: BatchFilters,
  page: PageRequest,
): Promise<KeysetPage<BatchRow>> {
  const query = database('batches').where(equal).whereNull('deleted_at');
  query.select('*', database.raw(settledInAttempt));
  if (created_after) query.where('created_at', '>=', created_after);
  if (created_before) query.where('created_at', '<', created_before);
  if (search !== undefined) query.whereRaw(...containing('name', search));
  return await keysetPage<BatchRow>(database, query, page);
}

/** A batch of a kind that is not deleted. */
export async function findBatch(
  database: Knex,
  batchId: string,
  kind: BatchKind,
): Promise<BatchRow | undefined> {
  return await database('batches')
    .where({ id: batchId, kind })
    .whereNull('deleted_at')
    .select('*', database.raw(settledInAttempt))
    .first<BatchRow | undefined>();
}

/** Like `findBatch`, and nobody else changes the batch until the transaction ends. */
export async function lockBatch(
  tx: Transaction,
  batchId: string,
  kind: BatchKind,
): Promise<Batch | undefined> {
  return await Batch.query(tx.sql)
    .findOne({ id: batchId, kind })
    .whereNull('deleted_at')
    .forUpdate();
}
