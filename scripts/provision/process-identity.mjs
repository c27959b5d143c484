// A process id is reused by the system; a process id with its start time is not.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** When a living process started, as an opaque text, or null when there is no such process (or only its remains). */
export function startOf(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid);
}

/** Whether the process that was recorded with this start is still the one that has this id. */
export function isSame(pid, start) {
  return start !== null && startOf(pid) === start;
}

/** The command line of a living process, or an empty text. */
export function commandOf(pid) {
  if (startOf(pid) === null) return '';
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

function startOnLinux(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command may contain spaces and brackets; the state is field 3, the start time field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}:${fields[19]}`;
  } catch {
    return null;
  }
}

function startByPs(pid) {
  try {
    const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    const [state, ...start] = execFileSync(
      'ps',
      ['-o', 'state=,lstart=', '-p', String(pid)],
      options,
    )
      .trim()
      .split(/\s+/);
    return state === undefined || state.startsWith('Z') ? null : start.join(' ');
  } catch {
    return null;
  }
}
