// The socket beside the HTTP API: it only pushes hints; rows and `GET /api/events` are the truth.
import type { Server as HttpServer } from 'node:http';
import { createAdapter } from '@socket.io/postgres-adapter';
import { Server, type Socket } from 'socket.io';
import { startRealtimeEmitter } from '../../activities/clients/realtime-emitter';
import { ownerRoom, type ServerEvents } from '../../activities/clients/realtime-events';
import { fail } from '../../foundation/errors';
import { lastSeqs } from '../../models/messaging/last-seqs';
import type { Services } from '../services';
import { identify, refusalOf, type SocketOwner } from './handshake';
import { createHintPool } from './hint-pool';
import { isAllowedOrigin } from './origin';
import { type RealtimeServer, type Rounds, startPatrol, usualRounds } from './patrol';

const maxMessageBytes = 64 * 1024;
const maxSocketsPerOwner = 50;
const handshakeMs = 10_000;
const attachmentsKeptMs = 10 * 60_000;

type OwnerSocket = Socket<Record<string, never>, ServerEvents, Record<string, never>, SocketOwner>;

export interface Realtime {
  /** Ends every socket; the HTTP server stays. */
  close(): Promise<void>;
}

/** Opens the socket on an HTTP server, and announces what this process commits. */
export function createRealtime(
  httpServer: HttpServer,
  services: Services,
  rounds: Rounds = usualRounds,
): Realtime {
  const { config, logger } = services;
  const pool = createHintPool(config, logger);
  const io: RealtimeServer = new Server(httpServer, {
    adapter: createAdapter(pool, {
      cleanupInterval: attachmentsKeptMs,
      errorHandler: (error) => logger.warn({ err: error }, 'socket adapter'),
    }),
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: maxMessageBytes,
    connectTimeout: handshakeMs,
    allowRequest: (request, decide) => decide(null, isAllowedOrigin(config, request)),
  });
  io.use((socket, next) => {
    admit(io, services, socket).then(
      () => next(),
      (error: unknown) => next(refusalOf(error)),
    );
  });
  io.on('connection', (socket) => welcome(services, socket));
  const emitter = startRealtimeEmitter(config, logger);
  const endPatrol = startPatrol(io, services, rounds);
  return {
    close: async () => {
      endPatrol();
      io.local.disconnectSockets(true);
      io.engine.close();
      await io.sockets.adapter.close();
      await Promise.all([emitter.close(), pool.end()]);
    },
  };
}

async function admit(io: RealtimeServer, services: Services, socket: OwnerSocket): Promise<void> {
  const owner = await identify(services, socket.handshake.auth);
  const room = ownerRoom(owner.owner_id);
  if ((io.sockets.adapter.rooms.get(room)?.size ?? 0) >= maxSocketsPerOwner) {
    throw fail('rate_limited');
  }
  Object.assign(socket.data, owner);
  // The token stays in no memory longer than its check.
  socket.handshake.auth = {};
}

function welcome({ database, logger }: Services, socket: OwnerSocket): void {
  const { owner_id, expires_at } = socket.data;
  // First the room, then the number: what happens in between comes as a hint.
  void socket.join(ownerRoom(owner_id));
  const expiry = setTimeout(() => socket.disconnect(true), expires_at.getTime() - Date.now());
  socket.on('disconnect', () => clearTimeout(expiry));
  // Clients have nothing to say here; whoever speaks is none of ours.
  socket.onAny(() => void socket.disconnect(true));
  lastSeqs(database, [owner_id]).then(
    (seqs) => socket.emit('seq', { last_seq: seqs.get(owner_id) ?? 0 }),
    (error: unknown) => logger.warn({ err: error }, 'the number could not be read'),
  );
}
