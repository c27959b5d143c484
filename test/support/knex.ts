import type { Knex } from 'knex';
import { openDatabase } from '../../foundation/database';
import { createLogger } from '../../foundation/logging';
import { createTestDatabase } from './database';

export interface TestKnex {
  database: Knex;
  close(): Promise<void>;
}

/** A migrated database of the test file's own, with a pool on it. */
export async function openTestDatabase(): Promise<TestKnex> {
  const test = await createTestDatabase();
  const logger = createLogger({ logLevel: 'silent' }, 'test');
  const database = openDatabase({ databaseUrl: test.url, databasePoolSize: 10 }, logger);
  return {
    database,
    close: async () => {
      await database.destroy();
      await test.drop();
    },
  };
}
