// The API key behind a bearer token, checked on each request and remembered for seconds, like sessions.
import type { Knex } from 'knex';
import type { Clock } from '../../foundation/clock';
import type { ApiKey } from './api-key';
import { apiKeySecretFits, readApiKeyToken } from './api-key-token';
import { permissionsOfUser, rolesOfUser } from './permitted-users.queries';
import { createSignedInMemory } from './signed-in-memory';
import type { SignedInUser } from './signed-in-user';

/** A key that works: for whom, and which operations it reaches. */
export interface KeyHolder {
  user: SignedInUser;
  scopes: string[];
}

export interface ApiKeyReader {
  /** Who holds a key, or null when it is none, expired or was revoked. */
  read(token: string): Promise<KeyHolder | null>;
  /** Forgets what is remembered of users' keys, because they were just revoked or their owners changed. */
  forgetUsers(ids: string[] | 'all'): void;
}

type Found = KeyHolder & Pick<ApiKey, 'secret_hash' | 'expires_at'>;

/** Reads keys of a database. */
export function createApiKeyReader(database: Knex, clock: Clock): ApiKeyReader {
  const memory = createSignedInMemory<Found>(clock);
  return {
    read: async (token) => {
      const given = readApiKeyToken(token);
      if (!given) return null;
      const known = memory.recall(given.prefix);
      const found = known ?? (await readKey(database, given.prefix));
      if (!found || !apiKeySecretFits(given.secret, found.secret_hash)) return null;
      const now = clock.now();
      if (found.expires_at && found.expires_at <= now) return null;
      if (!known) {
        memory.keep(given.prefix, found);
        await noteUse(database, found.user, now);
      }
      return found;
    },
    forgetUsers: memory.forgetUsers,
  };
}

async function readKey(database: Knex, prefix: string): Promise<Found | undefined> {
  const { rows } = await database.raw<{ rows: (SignedInUser & Omit<Found, 'user'>)[] }>(
    `select users.id, null as session_id, api_keys.id as api_key_id, username, language, timezone,
       ${rolesOfUser}, ${permissionsOfUser}, scopes, secret_hash, expires_at
     from api_keys join users on users.id = api_keys.owner_id
     where prefix = ? and revoked_at is null and is_active and deleted_at is null`,
    [prefix],
  );
  if (!rows[0]) return undefined;
  const { scopes, secret_hash, expires_at, ...user } = rows[0];
  return { user, scopes, secret_hash, expires_at };
}

/** Notes the last use, to the minute: a row is not written once per request. */
async function noteUse(database: Knex, { api_key_id }: SignedInUser, now: Date): Promise<void> {
  await database.raw(
    `update api_keys set last_used_at = :now
     where id = :id and (last_used_at is null or last_used_at < :now::timestamptz - interval '1 minute')`,
    { id: api_key_id ?? null, now: now.toISOString() },
  );
}
