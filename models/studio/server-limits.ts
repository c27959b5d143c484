import type { Knex } from 'knex';

/** Remembers what an account's server takes, for whoever schedules next; nothing is written where it is known. */
export async function rememberServerLimits(
  database: Knex,
  account_id: string,
  limits: Readonly<Record<string, unknown>>,
): Promise<void> {
  const server_limits = JSON.stringify(limits);
  await database('social_accounts')
    .where({ id: account_id })
    .whereRaw('server_limits is distinct from ?::jsonb', [server_limits])
    .update({ server_limits });
}
