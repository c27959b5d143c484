// Sends hints to the owners' sockets from any process, through PostgreSQL. Hints may be lost; nothing depends on them.
// It speaks the format of @socket.io/postgres-adapter itself: the matching emitter package (0.1.1) names no namespace,
// so that the adapter drops what it sends, and it answers a failed NOTIFY by another NOTIFY, for ever.
import { Pool } from 'pg';
import type { Config } from '../../foundation/config';
import { commitSignals, type EventHint } from '../../foundation/commit-signals';
import type { Logger } from '../../foundation/logging';
import { ownerRoom, type PayloadOf, type ProgressHint, type ServerEvents } from './realtime-events';

const channel = 'socket.io#/';
const broadcast = 3;
const eventPacket = 2;

export interface RealtimeEmitter {
  progress(ownerId: string, hint: ProgressHint): void;
  close(): Promise<void>;
}

/** Starts to announce the events that this process commits. NOTIFY runs outside of any business transaction. */
export function startRealtimeEmitter(
  config: Pick<Config, 'databaseUrl'>,
  logger: Logger,
): RealtimeEmitter {
  const pool = new Pool({
    connectionString: config.databaseUrl,
    application_name: 'relais-hints',
    max: 1,
    connectionTimeoutMillis: 5_000,
  });
  const warn = (error: unknown): void => logger.warn({ err: error }, 'a hint was lost');
  pool.on('error', warn);
  // All hints of a commit travel together: a statement for each would be what their recipients wait for.
  const send = (messages: string[]): void => {
    const notify = 'select pg_notify($1, message) from unnest($2::text[]) as hint (message)';
    pool.query(notify, [channel, messages]).catch(warn);
  };
  const announce = (hints: EventHint[]): void => {
    send(hints.map(({ owner_id, ...hint }) => messageTo(owner_id, 'event', hint)));
  };
  commitSignals.on('events', announce);
  return {
    progress: (ownerId, hint) => send([messageTo(ownerId, 'progress', hint)]),
    close: async () => {
      commitSignals.off('events', announce);
      await pool.end();
    },
  };
}

function messageTo<Name extends keyof ServerEvents>(
  ownerId: string,
  name: Name,
  payload: PayloadOf<Name>,
): string {
  return JSON.stringify({
    uid: 'emitter',
    nsp: '/',
    type: broadcast,
    data: {
      packet: { type: eventPacket, data: [name, payload], nsp: '/' },
      opts: { rooms: [ownerRoom(ownerId)], except: [], flags: {} },
    },
  });
}
