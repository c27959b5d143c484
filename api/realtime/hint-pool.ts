// The connections of @socket.io/postgres-adapter, made to survive a restart of PostgreSQL.
import { Pool, type PoolClient } from 'pg';
import type { Config } from '../../foundation/config';
import type { Logger } from '../../foundation/logging';

/**
 * The adapter takes one connection for LISTEN and never gives it back: not when it breaks, and not when a reconnection
 * was scheduled twice. Each restart would cost a place in the pool, until none is left and the process is deaf; two
 * listeners would say everything twice. So the one before is given up whenever the adapter asks for a connection.
 */
class HintPool extends Pool {
  private listener: PoolClient | undefined;

  override connect(): Promise<PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<PoolClient> | void {
    // The pool's own queries use the callback; the adapter awaits a connection to keep.
    return callback ? super.connect(callback) : this.replaceListener();
  }

  private async replaceListener(): Promise<PoolClient> {
    const before = this.listener;
    this.listener = undefined;
    before?.removeAllListeners('end');
    before?.release(true);
    this.listener = await super.connect();
    return this.listener;
  }
}

type ConnectCallback = (
  error: Error | undefined,
  client: PoolClient | undefined,
  done: (release?: boolean | Error) => void,
) => void;

/** A pool for the adapter alone. */
export function createHintPool(config: Pick<Config, 'databaseUrl'>, logger: Logger): Pool {
  const pool = new HintPool({
    connectionString: config.databaseUrl,
    application_name: 'relais-socket',
    max: 3,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  const warn = (error: Error): void => logger.warn({ err: error }, 'socket connection lost');
  pool.on('error', warn);
  // The pool listens to idle connections only; the one that listens is in use for ever.
  pool.on('connect', (client) => void client.on('error', warn));
  return pool;
}
