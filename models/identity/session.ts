import type { Knex } from 'knex';
import { BaseModel } from '../../foundation/base-model';
import { newId } from '../../foundation/ids';

const lifeMs = 30 * 24 * 3600 * 1000;

/** A sign-in on one device: the family of its refresh tokens. `generation` is the number of the newest one. */
export class Session extends BaseModel {
  static override readonly tableName = 'sessions';

  declare id: string;
  declare owner_id: string;
  declare generation: number;
  declare rotated_at: Date;
  declare device: string;
  declare ip: string;
  declare created_at: Date;
  declare last_used_at: Date;
  declare expires_at: Date;
  declare revoked_at: Date | null;
  declare revoked_reason: string | null;
}

/** Where a request comes from, as far as one can know. */
export interface Device {
  device: string;
  ip: string;
}

/** Opens a session; it ends 30 days later at the latest, however often it is refreshed. */
export async function openSession(
  database: Knex,
  owner_id: string,
  from: Device,
  now: Date,
): Promise<Session> {
  const times = { rotated_at: now, created_at: now, last_used_at: now };
  const expires_at = new Date(now.getTime() + lifeMs);
  return Session.query(database).insertAndFetch({
    id: newId(),
    owner_id,
    ...from,
    ...times,
    expires_at,
  });
}

/** Which sessions of a user: all, one, or all but one. */
export interface SessionChoice {
  owner_id: string;
  id?: string;
  except?: string;
}

export type RevokedReason =
  | 'logout'
  | 'revoked'
  | 'refresh_reused'
  | 'password_changed'
  | 'password_reset'
  | 'deactivated'
  | 'erasure_requested'
  | 'erased';

/** Ends live sessions of a user; returns the ids of those that ended. */
export async function revokeSessions(
  database: Knex,
  { owner_id, id, except }: SessionChoice,
  reason: RevokedReason,
  now: Date,
): Promise<string[]> {
  const query = Session.query(database)
    .patch({ revoked_at: now, revoked_reason: reason })
    .where({ owner_id, ...(id !== undefined && { id }) })
    .whereNull('revoked_at')
    .where('expires_at', '>', now);
  if (except !== undefined) query.whereNot({ id: except });
  const ended = await query.returning('id');
  return ended.map((session) => session.id);
}

/** Removes sessions that ended before the instant; returns how many. */
export async function removeExpiredSessions(database: Knex, before: Date): Promise<number> {
  return Session.query(database).delete().where('expires_at', '<', before);
}
