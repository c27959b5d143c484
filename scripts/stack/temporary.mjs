// Folders of stacks that nobody keeps: one per process, and those of killed processes are cleared away.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { holderOf } from '../provision/lock.mjs';
import { removeCluster } from '../provision/postgres.mjs';
import { startOf } from '../provision/process-identity.mjs';
import { root } from '../project.mjs';
import { stopOrphans } from './records.mjs';

/** A new, empty state folder of a kind ('tests', 'demo', ...), under the state folder of this checkout. */
export async function temporaryStateDir(kind) {
  const parent = path.join(root, '.state', kind);
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) await clearAway(path.join(parent, name), name);
  const owner = `${process.pid}-${plain(startOf(process.pid))}-`;
  return mkdtempSync(path.join(parent, owner));
}

// The name says whose it is, so that a folder whose owner is still preparing it is left alone.
async function clearAway(folder, name) {
  const [pid, start] = name.split('-');
  if (plain(startOf(Number(pid))) === start) return;
  if (holderOf(path.join(folder, 'run', 'supervisor.lock'))) return;
  await stopOrphans(path.join(folder, 'run'));
  removeCluster(folder);
  rmSync(folder, { recursive: true, force: true });
}

function plain(start) {
  return String(start).replace(/[^A-Za-z0-9]/g, '');
}
