// The session behind an access token, checked on each request and remembered for seconds.
import type { Knex } from 'knex';
import type { Clock } from '../../foundation/clock';
import { permissionsOfUser, rolesOfUser } from './permitted-users.queries';
import { createSignedInMemory } from './signed-in-memory';
import type { SignedInUser } from './signed-in-user';

export interface SessionReader {
  /** The user of a live session, or null when it ended, expired, or belongs to somebody else. */
  read(sessionId: string, userId: string): Promise<SignedInUser | null>;
  /** Forgets what is remembered of sessions, because they were just revoked. */
  forget(sessionIds: string[]): void;
  /** Forgets what is remembered of users, because they or their roles were just changed. */
  forgetUsers(ids: string[] | 'all'): void;
}

/** Reads sessions of a database. */
export function createSessionReader(database: Knex, clock: Clock): SessionReader {
  const memory = createSignedInMemory<{ user: SignedInUser }>(clock);
  return {
    read: async (sessionId, userId) => {
      const known = memory.recall(sessionId);
      if (known?.user.id === userId) return known.user;
      const user = await readUser(database, sessionId, userId, clock.now());
      if (user) memory.keep(sessionId, { user });
      return user;
    },
    forget: memory.forget,
    forgetUsers: memory.forgetUsers,
  };
}

async function readUser(
  database: Knex,
  sessionId: string,
  userId: string,
  now: Date,
): Promise<SignedInUser | null> {
  const { rows } = await database.raw<{ rows: SignedInUser[] }>(
    `select users.id, sessions.id as session_id, username, language, timezone,
       ${rolesOfUser}, ${permissionsOfUser}
     from sessions join users on users.id = sessions.owner_id
     where sessions.id = ? and users.id = ? and revoked_at is null and expires_at > ?
       and is_active and deleted_at is null`,
    [sessionId, userId, now],
  );
  return rows[0] ?? null;
}
