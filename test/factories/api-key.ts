import type { Knex } from 'knex';
import { transaction } from '../../foundation/transaction';
import type { ApiKeyScope } from '../../models/identity/api-key';
import {
  type ApiKeyWish,
  createApiKey,
  type RevealedKey,
} from '../../models/identity/create-api-key';

const from = { device: 'a test', ip: '127.0.0.1' };

/** A key of somebody, for reading batches and pictures unless told otherwise. */
export async function createKey(
  database: Knex,
  owner_id: string,
  scopes: ApiKeyScope[] = ['classification:read'],
  { now = new Date(), ...wish }: Partial<ApiKeyWish> & { now?: Date } = {},
): Promise<RevealedKey> {
  const asked = { owner_id, name: 'a script', scopes, ...wish };
  return await transaction(database, (tx) => createApiKey(tx, asked, from, now));
}
