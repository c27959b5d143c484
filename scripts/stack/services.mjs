// What a stack consists of: how each part is launched, how it is stopped, and when it is ready.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { prepareObjectServer } from '../provision/object-server.mjs';
import { ensureDatabase } from '../provision/postgres-client.mjs';
import { postgresUrl, preparePostgres } from '../provision/postgres.mjs';
import {
  provideTemporal,
  removeTemporalFile,
  settleTemporal,
  temporalCommand,
} from '../provision/temporal.mjs';
import { PlainError, root } from '../project.mjs';
import { withLog } from './log-file.mjs';
import { waitForOk } from './readiness.mjs';

/** The parts in the order of their start; those of one wave start together and stop together. */
export const serviceNames = ['postgres', 'temporal', 'mailbox', 'api', 'worker', 'inference'];

const programs = {
  mailbox: { wave: 2, args: [path.join(root, 'scripts', 'mailbox', 'main.mjs')] },
  api: { wave: 3, args: [path.join(root, 'dist', 'api', 'main.js')] },
  worker: { wave: 3, args: [path.join(root, 'dist', 'worker', 'main.js')] },
  inference: {
    wave: 3,
    args: [path.join(root, 'dist', 'worker', 'main.js'), '--queue', 'inference'],
  },
};

/** PostgreSQL with data of its own. */
export async function postgresService({ stateDir, port, fast }) {
  const cluster = await preparePostgres(stateDir, { fast });
  const admin = postgresUrl({ password: cluster.password, port, database: 'postgres' });
  return {
    settings: {
      stopSignal: 'SIGINT',
      graceMs: 20_000,
      wave: 1,
      launch: () => cluster.launch(port),
    },
    ready: (signal) => ensureDatabase(admin, 'relais', { signal }),
    password: cluster.password,
    adminUrl: admin,
  };
}

/** A Temporal development server with a file of its own. */
export async function temporalService({ stateDir, port, uiPort }) {
  const program = await provideTemporal();
  const folder = path.join(stateDir, 'temporal');
  mkdirSync(folder, { recursive: true });
  const settle = (signal) => settleTemporal(program, `127.0.0.1:${port}`, { signal });
  return {
    settings: { wave: 2, launch: () => temporalCommand(program, { port, uiPort, folder }) },
    ready: settle,
    // A server whose file was deleted has forgotten how long to keep histories.
    afterUp: settle,
    removeFile: () => removeTemporalFile(folder),
  };
}

/** An S3 server for tests, empty at each start of the stack. */
export async function objectsService({ stateDir }) {
  const server = await prepareObjectServer(path.join(stateDir, 's3'));
  const { launch, stopSignal, ready, remove, endpoint, accessKeyId, secretAccessKey } = server;
  const access = { endpoint, accessKeyId, secretAccessKey };
  return { settings: { wave: 2, launch, stopSignal }, ready, remove, access };
}

/** One of our own processes, which ends itself when the supervisor is gone. */
export function nodeService(name, { env, command }) {
  const { wave, args } = programs[name];
  const [program, ...rest] = command ?? [process.execPath, ...args];
  const options = { cwd: root, env: { ...process.env, ...env } };
  const ready = {
    api: [`http://127.0.0.1:${env.API_PORT}/api/health`],
    mailbox: [mailboxUrl(env)],
  }[name];
  return {
    settings: { wave, ipc: true, launch: () => ({ command: program, args: rest, options }) },
    ready: async (signal) => {
      for (const url of ready ?? []) await waitForOk(url, { signal });
    },
  };
}

/** Brings the database to the newest schema, in a process of its own. */
export async function migrate(env, logsDir) {
  const args = [path.join(root, 'scripts', 'migrate.mjs'), '--built'];
  const options = { cwd: root, env: { ...process.env, ...env } };
  const code = await new Promise((resolve, reject) => {
    const child = withLog(logsDir, 'migrate', (out) =>
      spawn(process.execPath, args, { ...options, stdio: ['ignore', out, out] }),
    );
    child.once('error', reject);
    child.once('exit', (status) => resolve(status));
  });
  if (code !== 0)
    throw new PlainError(`The migration failed: see ${path.join(logsDir, 'migrate.log')}.`);
}

function mailboxUrl(env) {
  return `http://127.0.0.1:${env.MAILBOX_PORT}/`;
}
