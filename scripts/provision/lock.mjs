// A lock between processes: a file that names its holder. The lock of a holder that died is taken over.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isSame, startOf } from './process-identity.mjs';

/** Runs `body` while no other process runs one under the same lock file. */
export async function withLock(file, body) {
  mkdirSync(path.dirname(file), { recursive: true });
  while (!tryLock(file)) await pause(100);
  try {
    return await body();
  } finally {
    unlock(file);
  }
}

/** Takes the lock at once and says true, or says false when a living process holds it. */
export function tryLock(file) {
  const claim = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  const holder = { pid: process.pid, start: startOf(process.pid) };
  writeFileSync(claim, JSON.stringify(holder));
  try {
    return link(claim, file) || (removeDead(file) && link(claim, file));
  } finally {
    rmSync(claim, { force: true });
  }
}

/** Gives the lock back. */
export function unlock(file) {
  rmSync(file, { force: true });
}

/** Who holds the lock: its process id and start, or null. */
export function holderOf(file) {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8'));
    return isSame(holder.pid, holder.start) ? holder : null;
  } catch {
    return null;
  }
}

// A link appears with its content in one step, so nobody reads a half-written lock.
function link(claim, file) {
  try {
    linkSync(claim, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function removeDead(file) {
  if (holderOf(file)) return false;
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return true;
  }
  // Between the look and the rename somebody else may have taken it over: then it goes back.
  const alive = holderOf(aside);
  if (alive) link(aside, file);
  rmSync(aside, { force: true });
  return !alive;
}
