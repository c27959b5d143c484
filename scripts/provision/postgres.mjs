// A PostgreSQL cluster of this stack alone: where its data live, how it is made, and the command that runs it.
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PlainError } from '../project.mjs';
import { unprivilegedAccount } from './account.mjs';
import { postgresMajor, provideTree, sharedFolder } from './postgres-tree.mjs';
import { commandOf } from './process-identity.mjs';

const run = promisify(execFile);
const durable = ['max_connections=200', 'shared_buffers=128MB', 'timezone=UTC', 'log_timezone=UTC'];
// For tests: a crash of the machine may lose data, a crash of the server may not.
// So commits stay synchronous: otherwise the last of them would die with a killed server.
const careless = ['fsync=off', 'full_page_writes=off'];

/** Prepares the cluster of a state folder, making it the first time: `{dataDir, password, launch(port)}`. */
export async function preparePostgres(stateDir, { fast = false } = {}) {
  const account = unprivilegedAccount();
  const tree = await provideTree(account !== undefined);
  const identity = readIdentity(stateDir);
  const home = homeOf(stateDir, account, identity.salt);
  const dataDir = path.join(home, 'data');
  mkdirSync(home, { recursive: true, mode: 0o755 });
  if (account) chmodSync(home, 0o755);
  if (!existsSync(dataDir)) await initialise(tree, home, identity.password, account, fast);
  checkMajor(dataDir);
  await clearTheWay(dataDir);
  const program = path.join(tree, 'bin', 'postgres');
  return {
    dataDir,
    password: identity.password,
    launch: (port) => {
      clearStaleLock(dataDir);
      const args = ['-D', dataDir, ...settings(port, fast)];
      return { command: program, args, options: { cwd: home, env: environment(), ...account } };
    },
  };
}

/** Deletes the cluster of a state folder; its server must not be running. */
export function removeCluster(stateDir) {
  if (!existsSync(path.join(stateDir, 'postgres.json'))) return;
  const { salt } = readIdentity(stateDir);
  rmSync(homeOf(stateDir, unprivilegedAccount(), salt), { recursive: true, force: true });
}

/** The URL of one of its databases. */
export function postgresUrl({ password, port, database }) {
  return `postgresql://relais:${password}@127.0.0.1:${port}/${database}`;
}

// Stops a server of this cluster that nobody supervises, and removes the lock file of one that was killed.
async function clearTheWay(dataDir) {
  const pid = lockedBy(dataDir);
  if (pid !== null) process.kill(pid, 'SIGINT');
  while (pid !== null && lockedBy(dataDir) === pid) await pause(50);
  clearStaleLock(dataDir);
}

// Two state folders never share data: the place depends on the folder's path and on a salt that is kept inside it, so
// neither a copy of the folder nor a new clone in the same place meets the data of the other.
function homeOf(stateDir, account, salt) {
  if (!account) return path.join(stateDir, 'postgres');
  const hash = createHash('sha256')
    .update(`${realpathSync(stateDir)}\0${salt}`)
    .digest('hex');
  return path.join(sharedFolder, hash.slice(0, 24));
}

function readIdentity(stateDir) {
  const file = path.join(stateDir, 'postgres.json');
  mkdirSync(stateDir, { recursive: true });
  if (!existsSync(file)) {
    const random = () => randomBytes(18).toString('hex');
    writeFileSync(file, JSON.stringify({ salt: random(), password: random() }), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

async function initialise(tree, home, password, account, fast) {
  const part = path.join(home, 'data.part');
  const secret = path.join(home, 'password');
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { mode: 0o700 });
  writeFileSync(secret, password, { mode: 0o600 });
  if (account) for (const file of [part, secret]) chownSync(file, account.uid, account.gid);
  const access = ['--username=relais', '--auth=scram-sha-256', `--pwfile=${secret}`];
  const text = ['--encoding=UTF8', '--locale=C.UTF-8', '--no-instructions'];
  const args = ['-D', part, ...access, ...text, ...(fast ? ['--no-sync'] : [])];
  try {
    await run(path.join(tree, 'bin', 'initdb'), args, {
      cwd: home,
      env: environment(),
      ...account,
    });
    renameSync(part, path.join(home, 'data'));
  } catch (error) {
    throw new PlainError(`PostgreSQL could not be initialised.\n${error.stderr || error.message}`);
  } finally {
    rmSync(secret, { force: true });
  }
}

function settings(port, fast) {
  const own = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
  return [...own, ...durable, ...(fast ? careless : [])].flatMap((setting) => ['-c', setting]);
}

// The server must not depend on the language or the PG* settings of whoever starts it.
function environment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG|HOME$)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C.UTF-8' };
}

function checkMajor(dataDir) {
  const stamp = readFileSync(path.join(dataDir, 'PG_VERSION'), 'utf8').trim();
  if (stamp === postgresMajor()) return;
  throw new PlainError(
    `The data in ${dataDir} belong to PostgreSQL ${stamp}, this is ${postgresMajor()}: dump and restore them.`,
  );
}

// A killed server leaves its lock file, and its number may now be that of another process.
function clearStaleLock(dataDir) {
  if (lockedBy(dataDir) === null) rmSync(path.join(dataDir, 'postmaster.pid'), { force: true });
}

function lockedBy(dataDir) {
  try {
    const [pid] = readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    return commandOf(Number(pid)).includes(dataDir) ? Number(pid) : null;
  } catch {
    return null;
  }
}
