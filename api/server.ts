// The HTTP server around the app, and how it stops: no new connections, what is under way ends, then the services close.
import { createServer, type Server } from 'node:http';
import { promisify } from 'node:util';
import { createApp } from './app';
import { createRealtime } from './realtime/server';
import type { Services } from './services';

const patienceMs = 10_000;
/** What a socket holds before it is paused; uploads come in fewer, larger pieces than with Node's 16 KiB. */
const socketBytes = 256 * 1024;

export interface RunningServer {
  server: Server;
  /** Lets what is under way finish, for ten seconds at most. */
  close(): Promise<void>;
}

/** Warms the app and starts to listen. */
export async function startServer(services: Services): Promise<RunningServer> {
  const { host, port } = services.config.api;
  const server = createServer({ highWaterMark: socketBytes }, await createApp(services));
  // Uploads of thousands of files take as long as they take; headers do not.
  server.requestTimeout = 0;
  server.headersTimeout = 20_000;
  const realtime = createRealtime(server, services);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const close = async (): Promise<void> => {
    await realtime.close();
    await closeServer(server);
  };
  return { server, close };
}

async function closeServer(server: Server): Promise<void> {
  const closed = promisify(server.close.bind(server))();
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearTimeout(impatience);
}
