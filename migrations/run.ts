// Applies the migrations: `node dist/migrations/run.js`. Names carry no extension, so that a database migrated from
// TypeScript and one migrated from its compiled form agree.
import { readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import knex, { type Knex } from 'knex';
import { readDatabaseUrl } from '../foundation/config';

const pattern = /^\d{14}_[a-z0-9_]+\.(js|ts)$/;

const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: () =>
    Promise.resolve(
      readdirSync(__dirname)
        .filter((file) => pattern.test(file))
        .sort(),
    ),
  getMigrationName: (file) => basename(file, extname(file)),
  getMigration: async (file) => (await import(join(__dirname, file))) as Knex.Migration,
};

/** Brings a database to the newest schema; safe to call from several processes at once. Returns what was applied. */
export async function migrateToLatest(databaseUrl: string): Promise<string[]> {
  const database = knex({ client: 'pg', connection: databaseUrl, pool: { min: 0, max: 2 } });
  try {
    const [, applied] = (await database.migrate.latest({ migrationSource })) as [number, string[]];
    return applied;
  } finally {
    await database.destroy();
  }
}

if (require.main === module) {
  void migrateToLatest(readDatabaseUrl()).then((applied) => {
    for (const name of applied) process.stdout.write(`${name}\n`);
  });
}
