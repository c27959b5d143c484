import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import { keysetPage, type KeysetPage, type PageRequest } from '../../foundation/keyset';
import { Session } from './session';

export type SessionRow = ModelObject<Session>;

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
