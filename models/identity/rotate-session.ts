import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import { transaction } from '../../foundation/transaction';
import type { RefreshTicket } from './refresh-token';
import { appendEvent } from '../messaging/append-event';
import { noticeSecurity } from './security-notice';
import { revokeSessions, Session, type Device } from './session';
import type { SessionReader } from './session-reader';

// A client whose answer was lost tries again with the token that it still has.
const graceMs = 20_000;

/**
 * Exchanges a refresh token for the next one: one conditional update, so of two at the same time one wins. The token
 * before the newest gets the newest again for 20 seconds on the device that has it; any other reuse is theft: it ends the
 * session and tells its owner, once.
 */
export async function rotateSession(
  database: Knex,
  sessions: Pick<SessionReader, 'forget'>,
  ticket: RefreshTicket,
  from: Device,
  now: Date,
): Promise<Session> {
  const [rotated] = await Session.query(database)
    .patch({ ...from, generation: ticket.generation + 1, rotated_at: now, last_used_at: now })
    .where({ id: ticket.family, generation: ticket.generation })
    .whereNull('revoked_at')
    .where('expires_at', '>', now)
    .whereExists(livingOwner(database))
    .returning('*');
  return rotated ?? sameAgain(database, sessions, ticket, from, now);
}

function livingOwner(database: Knex): Knex.QueryBuilder {
  return database('users')
    .whereRaw('users.id = sessions.owner_id')
    .where('is_active', true)
    .whereNull('deleted_at');
}

async function sameAgain(
  database: Knex,
  sessions: Pick<SessionReader, 'forget'>,
  ticket: RefreshTicket,
  from: Device,
  now: Date,
): Promise<Session> {
  const session = await Session.query(database).findById(ticket.family);
  if (!session || session.revoked_at || session.expires_at <= now) throw fail('session_revoked');
  const previous = ticket.generation === session.generation - 1;
  const recent = now.getTime() - session.rotated_at.getTime() <= graceMs;
  if (previous && recent && session.device === from.device) return session;
  if (ticket.generation < session.generation) {
    sessions.forget(await endStolen(database, session, from, now));
  }
  throw fail('session_revoked');
}

/** Of several reuses at the same time one ends the session, and only that one tells of it. */
async function endStolen(
  database: Knex,
  { id, owner_id }: Session,
  from: Device,
  now: Date,
): Promise<string[]> {
  return await transaction(database, async (tx) => {
    const ended = await revokeSessions(tx.sql, { id, owner_id }, 'refresh_reused', now);
    if (ended.length === 0) return ended;
    const subject = { type: 'session', id } as const;
    await noticeSecurity(tx, { owner_id, event: 'token_reuse', from, subject });
    appendEvent(tx, { owner_id, type: 'session.revoked', subject });
    return ended;
  });
}
