import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import {
  keysetPage,
  type KeysetOrder,
  type KeysetPage,
  type PageRequest,
} from '../../foundation/keyset';
import { ApiKey } from './api-key';

export type ApiKeyRow = ModelObject<ApiKey>;

const columns = [
  { sql: 'created_at', type: 'timestamptz' } as const,
  { sql: 'id', type: 'uuid' } as const,
];

/** The orders of the list, by the names of the contract. */
export const apiKeyOrders = {
  created_at: { columns, direction: 'asc' },
  '-created_at': { columns, direction: 'desc' },
} satisfies Record<string, KeysetOrder>;

/** A page of a user's keys, also of those that work no more. */
export async function listKeys(
  database: Knex,
  owner_id: string,
  page: PageRequest,
): Promise<KeysetPage<ApiKeyRow>> {
  const query = database('api_keys').where({ owner_id }).select('*');
  return await keysetPage<ApiKeyRow>(database, query, page);
}

/** A key, whoever's it is. */
export async function findKey(database: Knex, id: string): Promise<ApiKey | undefined> {
  return await ApiKey.query(database).findById(id);
}
