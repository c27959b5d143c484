// A socket server in the test's own process, and clients that write down what they hear.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import type { PayloadOf, ServerEvents } from '../../../activities/clients/realtime-events';
import { createRealtime } from '../../../api/realtime/server';
import { type Rounds, usualRounds } from '../../../api/realtime/patrol';
import { createServices, type Services } from '../../../api/services';
import { loadConfig } from '../../../foundation/config';
import { createLogger } from '../../../foundation/logging';
import { transaction } from '../../../foundation/transaction';
import { prepareUser, registerUser } from '../../../models/identity/register-user';
import { openSession } from '../../../models/identity/session';
import { newUser } from '../../factories/user';

export interface SocketServer {
  url: string;
  services: Services;
  close(): Promise<void>;
}

/** Opens the socket over a database, alone on a free port. */
export async function openSocketServer(
  databaseUrl: string,
  rounds: Partial<Rounds> = {},
): Promise<SocketServer> {
  const config = loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    SECRET_KEY: 'a secret that only the tests know, long enough',
    CORS_ORIGINS: 'https://app.example.org',
    STORAGE_DIR: __dirname,
    LOG_LEVEL: 'silent',
  });
  const services = createServices(config, createLogger(config, 'test'));
  const server = createServer();
  const realtime = createRealtime(server, services, { ...usualRounds, ...rounds });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    services,
    close: async () => {
      await realtime.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await services.close();
    },
  };
}

/** Somebody with an account and a session. */
export interface Person {
  id: string;
  session_id: string;
  access: string;
}

export async function somebody({ database, accessTokens }: Services): Promise<Person> {
  const from = { device: 'test', ip: '127.0.0.1' };
  const now = new Date();
  const row = await prepareUser(newUser());
  const user = await transaction(database, (tx) => registerUser(tx, row, from, now));
  const session = await openSession(database, user.id, from, now);
  const access = accessTokens.issue({ sub: user.id, sid: session.id });
  return { id: user.id, session_id: session.id, access };
}

/** A client that keeps what it heard. */
export interface Listener {
  socket: Socket<ServerEvents>;
  events: PayloadOf<'event'>[];
  seqs: PayloadOf<'seq'>[];
  progress: PayloadOf<'progress'>[];
  /** Why it was refused or cut off, in order. */
  ends: string[];
}

export function listen(
  url: string,
  access: string | undefined,
  headers: Record<string, string> = {},
): Listener {
  const socket: Socket<ServerEvents> = io(url, {
    auth: access === undefined ? {} : { token: access },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: headers,
  });
  const heard: Listener = { socket, events: [], seqs: [], progress: [], ends: [] };
  socket.on('event', (hint) => void heard.events.push(hint));
  socket.on('seq', (hint) => void heard.seqs.push(hint));
  socket.on('progress', (hint) => void heard.progress.push(hint));
  socket.on('connect_error', (error) => void heard.ends.push(error.message));
  socket.on('disconnect', (reason) => void heard.ends.push(reason));
  return heard;
}
