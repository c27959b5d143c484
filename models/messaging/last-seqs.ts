import type { Knex } from 'knex';

/** The number of each recipient's newest event, in one query; 0 before the first. */
export async function lastSeqs(database: Knex, ownerIds: string[]): Promise<Map<string, number>> {
  const rows = await database('event_counters')
    .whereIn('owner_id', ownerIds)
    .select<{ owner_id: string; last_seq: number }[]>('owner_id', 'last_seq');
  const known = new Map(rows.map(({ owner_id, last_seq }) => [owner_id, last_seq]));
  return new Map(ownerIds.map((id) => [id, known.get(id) ?? 0]));
}
