import type { Knex } from 'knex';

/** Sets a deployment-wide marker; returns whether it had another value (or none) before. */
export async function replaceMarker(database: Knex, name: string, value: string): Promise<boolean> {
  const { rows } = await database.raw<{ rows: unknown[] }>(
    `insert into markers (name, value) values (?, ?)
     on conflict (name) do update set value = excluded.value, updated_at = now()
     where markers.value <> excluded.value
     returning name`,
    [name, value],
  );
  return rows.length > 0;
}

/** Forgets a marker, so that whoever looks next sees a change. */
export async function clearMarker(database: Knex, name: string): Promise<void> {
  await database('markers').where({ name }).delete();
}
