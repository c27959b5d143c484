// Sends hints to the owners' sockets from any process, through PostgreSQL. Hints may be lost; nothing depends on them.
import { Emitter } from '@socket.io/postgres-emitter';
import { Pool } from 'pg';
import type { Config } from '../../foundation/config';
import { commitSignals, type EventHint } from '../../foundation/commit-signals';
import type { Logger } from '../../foundation/logging';

/** Where a batch stands; sent at most twice a second per batch. */
export interface ProgressHint {
  batch_id: string;
  state: string;
  total: number;
  succeeded: number;
  failed: number;
  /** Since the batch began to work, pauses left out. */
  images_per_second: number;
}

export interface RealtimeEmitter {
  progress(ownerId: string, hint: ProgressHint): void;
  close(): Promise<void>;
}

/** The room that all sockets of a user join. */
export function ownerRoom(ownerId: string): string {
  return `owner:${ownerId}`;
}

/** Starts to announce the events that this process commits. NOTIFY runs outside of any business transaction. */
export function startRealtimeEmitter(
  config: Pick<Config, 'databaseUrl'>,
  logger: Logger,
): RealtimeEmitter {
  const pool = new Pool({ connectionString: config.databaseUrl, max: 1 });
  pool.on('error', (error) => logger.warn({ err: error }, 'hint connection lost'));
  const emitter = new Emitter(pool);
  const announce = (hints: EventHint[]): void => {
    for (const { owner_id, ...hint } of hints) emitter.to(ownerRoom(owner_id)).emit('event', hint);
  };
  commitSignals.on('events', announce);
  return {
    progress: (ownerId, hint) => void emitter.to(ownerRoom(ownerId)).emit('progress', hint),
    close: async () => {
      commitSignals.off('events', announce);
      await pool.end();
    },
  };
}
