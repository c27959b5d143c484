// PostgreSQL refuses to run as root, so root runs it as an account without rights.
import { readFileSync } from 'node:fs';
import { PlainError } from '../project.mjs';

/** The numbers to run PostgreSQL with: undefined for an ordinary user, an account without rights for root. */
export function unprivilegedAccount() {
  if (typeof process.getuid !== 'function' || process.getuid() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ name, uid, gid }) => name && uid > 0 && gid > 0);
  const named = ['postgres', 'nobody'].map((name) => accounts.find((a) => a.name === name));
  const found = named.find(Boolean) ?? accounts.find(({ uid }) => uid >= 1000);
  if (!found) {
    throw new PlainError('PostgreSQL does not run as root, and this system has no other account.');
  }
  return { uid: found.uid, gid: found.gid };
}
