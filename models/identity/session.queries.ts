import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import {
  keysetPage,
  type KeysetOrder,
  type KeysetPage,
  type PageRequest,
} from '../../foundation/keyset';
import { Session } from './session';

export type SessionRow = ModelObject<Session>;

const columns = [
  { sql: 'created_at', type: 'timestamptz' } as const,
  { sql: 'id', type: 'uuid' } as const,
];

/** The orders of the list, by the names of the contract. */
export const sessionOrders = {
  created_at: { columns, direction: 'asc' },
  '-created_at': { columns, direction: 'desc' },
} satisfies Record<string, KeysetOrder>;

/** A page of a user's live sessions. */
export async function listLiveSessions(
  database: Knex,
  owner_id: string,
  now: Date,
  page: PageRequest,
): Promise<KeysetPage<SessionRow>> {
  const query = database('sessions')
    .where({ owner_id })
    .whereNull('revoked_at')
    .where('expires_at', '>', now)
    .select('*');
  return await keysetPage<SessionRow>(database, query, page);
}

/** A live session, whoever's it is. */
export async function findLiveSession(
  database: Knex,
  id: string,
  now: Date,
): Promise<Session | undefined> {
  return await Session.query(database)
    .findById(id)
    .whereNull('revoked_at')
    .where('expires_at', '>', now);
}
