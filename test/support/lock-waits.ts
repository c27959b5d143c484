import type { Knex } from 'knex';

/** How many transactions of a database wait for another. */
export async function lockWaits(database: Knex): Promise<number> {
  const waiting = database('pg_stat_activity').whereRaw('datname = current_database()');
  return (await waiting.where({ wait_event_type: 'Lock' })).length;
}
