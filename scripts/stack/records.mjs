// A record per child - process id, start time, command - so that after a kill -9 the next start finds what was left.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isSame, startOf } from '../provision/process-identity.mjs';

// PostgreSQL may have much to write; the others have had their time when their supervisor was killed.
const patience = { SIGINT: 20_000, SIGTERM: 5_000 };

/** Writes down a child that was just started. */
export function record(runDir, { name, pid, command, stopSignal, wave }) {
  mkdirSync(runDir, { recursive: true });
  const file = path.join(runDir, `${name}.json`);
  const content = { name, pid, start: startOf(pid), command, stop_signal: stopSignal, wave };
  writeFileSync(`${file}.tmp`, JSON.stringify(content));
  renameSync(`${file}.tmp`, file);
}

/** Forgets a child that has ended. */
export function forget(runDir, name) {
  rmSync(path.join(runDir, `${name}.json`), { force: true });
}

/** Stops what an earlier supervisor left behind, last started first; returns the names of what was still running. */
export async function stopOrphans(runDir) {
  const orphans = readRecords(runDir).filter(({ pid, start }) => isSame(pid, start));
  const waves = [...new Set(orphans.map(({ wave }) => wave))].sort((a, b) => b - a);
  for (const wave of waves) {
    await Promise.all(orphans.filter((orphan) => orphan.wave === wave).map(stop));
  }
  for (const { name } of readRecords(runDir)) forget(runDir, name);
  return orphans.map(({ name }) => name);
}

/** Ends what is left of the group that a process led, such as the members of its pool. */
export function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
  }
}

async function stop({ pid, start, stop_signal: stopSignal }) {
  process.kill(pid, stopSignal);
  const deadline = Date.now() + (patience[stopSignal] ?? 0);
  while (isSame(pid, start)) {
    if (Date.now() > deadline) killGroup(pid);
    await pause(50);
  }
  killGroup(pid);
}

function readRecords(runDir) {
  try {
    return readdirSync(runDir)
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => parse(path.join(runDir, file)));
  } catch {
    return [];
  }
}

function parse(file) {
  try {
    return [JSON.parse(readFileSync(file, 'utf8'))];
  } catch {
    return [];
  }
}
