import type { Knex } from 'knex';

/** Which of these sessions still hold: neither revoked nor expired, of a user who may still sign in. */
export async function liveSessions(
  database: Knex,
  sessionIds: string[],
  now: Date,
): Promise<Set<string>> {
  const rows = await database('sessions')
    .join('users', 'users.id', 'sessions.owner_id')
    .whereIn('sessions.id', sessionIds)
    .whereNull('sessions.revoked_at')
    .where('sessions.expires_at', '>', now)
    .where('users.is_active', true)
    .whereNull('users.deleted_at')
    .select<{ id: string }[]>('sessions.id');
  return new Set(rows.map(({ id }) => id));
}
