import knex, { type Knex } from 'knex';
import { types } from 'pg';
import type { Config } from './config';
import type { Logger } from './logging';

// Counts and sizes are far below 2^53, so bigint columns are read as numbers.
types.setTypeParser(types.builtins.INT8, Number);

/**
 * A pool of connections. A restart of PostgreSQL breaks idle connections: without a listener their `error` event
 * would end the process, so it is logged and the pool opens new ones.
 */
export function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'databasePoolSize'>,
  logger: Logger,
): Knex {
  const database = knex({
    client: 'pg',
    connection: { connectionString: config.databaseUrl, application_name: 'relais' },
    pool: {
      min: 0,
      max: config.databasePoolSize,
      afterCreate: (connection: NodeJS.EventEmitter, done: (error: Error | null) => void) => {
        connection.on('error', (error: Error) => logger.warn({ err: error }, 'connection lost'));
        done(null);
      },
    },
    acquireConnectionTimeout: 15_000,
  });
  return database;
}
