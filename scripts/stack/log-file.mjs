// One log per child, kept between runs, set aside when it has grown.
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

const largest = 10 * 1024 * 1024;

/** Runs `body` with the descriptor of the log of a child, open for appending. */
export function withLog(logsDir, name, body) {
  mkdirSync(logsDir, { recursive: true });
  const descriptor = openSync(logPath(logsDir, name), 'a', 0o600);
  try {
    return body(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Sets a log aside as `<name>.log.1` when it is larger than 10 MB. */
export function rotateLog(logsDir, name) {
  const file = logPath(logsDir, name);
  try {
    if (statSync(file).size > largest) renameSync(file, `${file}.1`);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

/** The last lines of a log, for a message about why its child does not start. */
export function tailOf(logsDir, name, lines = 15) {
  try {
    return readFileSync(logPath(logsDir, name), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-lines)
      .join('\n');
  } catch {
    return '';
  }
}

function logPath(logsDir, name) {
  return path.join(logsDir, `${name}.log`);
}
