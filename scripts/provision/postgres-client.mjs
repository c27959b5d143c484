// What the scripts ask of a running PostgreSQL: is it there, and does it have our database.
import { setTimeout as pause } from 'node:timers/promises';

/** Waits until the server answers, then makes the database when it is missing. */
export async function ensureDatabase(adminUrl, database, { signal }) {
  const client = await connect(adminUrl, signal);
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [
      database,
    ]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

async function connect(connectionString, signal) {
  const { default: pg } = await import('pg');
  for (;;) {
    signal?.throwIfAborted();
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (error.code === '28P01') throw error;
      await pause(50);
    }
  }
}
