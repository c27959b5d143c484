// The session behind an access token, checked on each request and remembered for seconds: so a revoked session ends
// everywhere within that time, and at once in the process that revoked it.
import type { Knex } from 'knex';
import type { Clock } from '../../foundation/clock';
import type { SignedInUser } from './signed-in-user';

const rememberedMs = 5_000;
const atMost = 10_000;

export interface SessionReader {
  /** The user of a live session, or null when it ended, expired, or belongs to somebody else. */
  read(sessionId: string, userId: string): Promise<SignedInUser | null>;
  /** Forgets what is remembered of sessions, because they were just revoked. */
  forget(sessionIds: string[]): void;
}

interface Remembered {
  user: SignedInUser;
  until: number;
}

/** Reads sessions of a database. */
export function createSessionReader(database: Knex, clock: Clock): SessionReader {
  const cache = new Map<string, Remembered>();
  return {
    read: async (sessionId, userId) => {
      const now = clock.now().getTime();
      const known = cache.get(sessionId);
      if (known && known.until > now && known.user.id === userId) return known.user;
      const user = await readUser(database, sessionId, userId, clock.now());
      cache.delete(sessionId);
      if (!user) return null;
      // A Map keeps the order of insertion: the first key is the oldest.
      for (const oldest of cache.keys()) {
        if (cache.size < atMost) break;
        cache.delete(oldest);
      }
      cache.set(sessionId, { user, until: now + rememberedMs });
      return user;
    },
    forget: (sessionIds) => {
      for (const id of sessionIds) cache.delete(id);
    },
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
       array(select roles.name from user_roles join roles on roles.id = user_roles.role_id
         where user_roles.user_id = users.id order by roles.name) as roles,
       array(select distinct permission from user_roles
         join role_permissions on role_permissions.role_id = user_roles.role_id
         where user_roles.user_id = users.id order by permission) as permissions
     from sessions join users on users.id = sessions.owner_id
     where sessions.id = ? and users.id = ? and revoked_at is null and expires_at > ?
       and is_active and deleted_at is null`,
    [sessionId, userId, now],
  );
  return rows[0] ?? null;
}
