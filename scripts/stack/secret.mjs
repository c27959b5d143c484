import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The secret of this state folder, made once: with another one, sessions and stored tokens would be lost. */
export function secretOf(stateDir) {
  const file = path.join(stateDir, 'secret-key');
  if (!existsSync(file)) {
    const part = `${file}.${process.pid}`;
    writeFileSync(part, randomBytes(32).toString('hex'), { mode: 0o600 });
    renameSync(part, file);
  }
  return readFileSync(file, 'utf8').trim();
}
