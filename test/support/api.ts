// The API in the test's own process: the real app over a real database, on a free port.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApi } from '../../api/app';
import { loadContract } from '../../api/contract';
import { readBundle } from '../../api/document';
import { operations, type OperationTable } from '../../api/operations';
import { createServices, type Services } from '../../api/services';
import { createClient, type Client } from '../../clients/typescript/client';
import { loadConfig, type Config } from '../../foundation/config';
import { createLogger } from '../../foundation/logging';
import { createTestDatabase } from './database';
import { TestClock } from './clock';

export interface TestApi {
  url: string;
  services: Services;
  clock: TestClock;
  /** A generated client, with the access token of somebody or of nobody. */
  client(access?: string): Client;
  /** A plain request below the server's root. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

function testConfig(databaseUrl: string, storageDir: string, settings: NodeJS.ProcessEnv): Config {
  return loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: '4',
    TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] ?? '127.0.0.1:7233',
    SECRET_KEY: 'a secret that only the tests know, long enough',
    CORS_ORIGINS: 'https://app.example.org',
    STORAGE_DIR: storageDir,
    LOG_LEVEL: 'silent',
    // All of a test's users come from one address. Tests of the limits set it to 1.
    RATE_LIMIT_SCALE: '1000',
    ...settings,
  });
}

/** Starts an API with everything, or with the operations of some rooms only; with other settings if some are given. */
export async function startTestApi(
  rooms = /./,
  settings: NodeJS.ProcessEnv = {},
): Promise<TestApi> {
  const database = await createTestDatabase();
  const storage = await mkdtemp(join(tmpdir(), 'relais-objects-'));
  const config = testConfig(database.url, storage, settings);
  const clock = new TestClock();
  const services = createServices(config, createLogger(config, 'test'), clock);
  const { contract, table } = only(rooms);
  const { app, validation } = createApi(services, contract, table);
  await validation.warmUp(app);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    services,
    clock,
    client: (access) =>
      createClient({ baseUrl: `${url}/api`, ...(access !== undefined && { auth: access }) }),
    fetch: (path, init) => fetch(`${url}${path}`, init),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await services.close();
      await database.drop();
      await rm(storage, { recursive: true, force: true });
    },
  };
}

/** The part of contract and handlers that lies in some rooms. */
function only(rooms: RegExp): { contract: ReturnType<typeof loadContract>; table: OperationTable } {
  const document = readBundle();
  for (const [path, item] of Object.entries(document.paths)) {
    const first = Object.values(item).find((entry) => 'x-handler' in entry);
    if (!rooms.test((first as { 'x-handler': string })['x-handler'])) delete document.paths[path];
  }
  const contract = loadContract(document);
  const wanted = new Set<string>(contract.operations.map(({ id }) => id));
  const table = Object.entries(operations).filter(([id]) => wanted.has(id));
  return { contract, table: Object.fromEntries(table) as unknown as OperationTable };
}
