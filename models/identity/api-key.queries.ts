import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import { keysetPage, type KeysetPage, type PageRequest } from '../../foundation/keyset';
import { ApiKey } from './api-key';

export type ApiKeyRow = ModelObject<ApiKey>;

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
