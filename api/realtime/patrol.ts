// What is done for all sockets of this process at once: where the numbers stand, and whose session has ended.
import type { Server } from 'socket.io';
import { ownerRoom, type ServerEvents } from '../../activities/clients/realtime-events';
import { liveSessions } from '../../models/identity/live-sessions';
import { lastSeqs } from '../../models/messaging/last-seqs';
import type { Services } from '../services';
import type { SocketOwner } from './handshake';

export type RealtimeServer = Server<
  Record<string, never>,
  ServerEvents,
  Record<string, never>,
  SocketOwner
>;

/** How often each is done, in milliseconds. */
export interface Rounds {
  seqMs: number;
  sessionsMs: number;
}

export const usualRounds: Rounds = { seqMs: 30_000, sessionsMs: 10_000 };

/** Starts the rounds; returns what ends them. */
export function startPatrol(io: RealtimeServer, services: Services, rounds: Rounds): () => void {
  const quietly = (work: () => Promise<void>) => () => {
    work().catch((error: unknown) => services.logger.warn({ err: error }, 'a round was skipped'));
  };
  const timers = [
    setInterval(
      quietly(() => tellSeqs(io, services)),
      rounds.seqMs,
    ),
    setInterval(
      quietly(() => endSessions(io, services)),
      rounds.sessionsMs,
    ),
  ];
  return () => timers.forEach((timer) => clearInterval(timer));
}

function owners(io: RealtimeServer): SocketOwner[] {
  return [...io.sockets.sockets.values()].map((socket) => socket.data);
}

async function tellSeqs(io: RealtimeServer, { database }: Services): Promise<void> {
  const ids = [...new Set(owners(io).map(({ owner_id }) => owner_id))];
  if (ids.length === 0) return;
  for (const [id, last_seq] of await lastSeqs(database, ids)) {
    io.local.to(ownerRoom(id)).emit('seq', { last_seq });
  }
}

async function endSessions(io: RealtimeServer, { database, clock }: Services): Promise<void> {
  const ids = [...new Set(owners(io).map(({ session_id }) => session_id))];
  if (ids.length === 0) return;
  const live = await liveSessions(database, ids, clock.now());
  for (const socket of io.sockets.sockets.values()) {
    const { session_id } = socket.data;
    if (ids.includes(session_id) && !live.has(session_id)) socket.disconnect(true);
  }
}
