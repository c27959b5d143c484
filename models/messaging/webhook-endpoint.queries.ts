import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import { keysetPage, type KeysetPage, type PageRequest } from '../../foundation/keyset';
import type { Transaction } from '../../foundation/transaction';
import { WebhookEndpoint } from './webhook-endpoint';

export type EndpointRow = ModelObject<WebhookEndpoint>;

/** A page of an owner's endpoints. */
export async function listEndpoints(
  database: Knex,
  owner_id: string,
  page: PageRequest,
): Promise<KeysetPage<EndpointRow>> {
  const query = database('webhook_endpoints').where({ owner_id }).select('*');
  return await keysetPage<EndpointRow>(database, query, page);
}

export async function findEndpoint(
  database: Knex,
  id: string,
): Promise<WebhookEndpoint | undefined> {
  return await WebhookEndpoint.query(database).findById(id);
}

/** Like `findEndpoint`, and nobody else changes it until the transaction ends; new deliveries need not wait. */
export async function lockEndpoint(
  tx: Transaction,
  id: string,
): Promise<WebhookEndpoint | undefined> {
  return await WebhookEndpoint.query(tx.sql).findById(id).forNoKeyUpdate();
}
