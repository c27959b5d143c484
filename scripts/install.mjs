// Installs the packages that the lockfile names, when what is installed is something else.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { homeFolder, isWritable } from './provision/cache-folder.mjs';
import { withLock } from './provision/lock.mjs';
import { checkNode, isEntry, main, PlainError, root } from './project.mjs';

/** Makes node_modules what package-lock.json says. Does nothing, quickly, when it already is. */
export async function ensureInstalled(folder = root) {
  checkNode();
  if (isInstalled(folder)) return;
  await withLock(path.join(folder, '.cache', 'install.lock'), async () => {
    if (isInstalled(folder)) return;
    console.error('Installing packages from the lockfile ...');
    await npmCi(folder);
  });
}

/** Whether every package of the lockfile is installed in its version, and no other. */
export function isInstalled(folder) {
  const wanted = packagesOf(path.join(folder, 'package-lock.json'));
  // npm writes this file last, so an interrupted installation has none.
  const installed = packagesOf(path.join(folder, 'node_modules', '.package-lock.json'));
  if (!wanted || !installed) return false;
  const missing = Object.entries(wanted).filter(([place, entry]) => {
    if (place === '' || entry.link) return false;
    const present = installed[place];
    if (!present) return !(entry.optional || entry.devOptional || entry.peer);
    return present.version !== entry.version || present.integrity !== entry.integrity;
  });
  const extra = Object.keys(installed).filter((place) => !(place in wanted));
  return missing.length === 0 && extra.length === 0;
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}

/** The environment for npm: with a cache of this checkout when the user's cannot be written. */
export function npmEnvironment(folder) {
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
  const home = homeFolder();
  if (!process.env.npm_config_cache && !(home && isWritable(path.join(home, '.npm')))) {
    env.npm_config_cache = path.join(folder, '.cache', 'npm');
    mkdirSync(env.npm_config_cache, { recursive: true });
  }
  return env;
}

async function npmCi(folder) {
  const [command, ...before] = npmCommand();
  const args = [...before, 'ci', '--loglevel=error', '--no-audit', '--no-fund', '--no-progress'];
  const code = await new Promise((resolve, reject) => {
    const options = { cwd: folder, env: npmEnvironment(folder), stdio: ['ignore', 2, 2] };
    const child = spawn(command, args, options);
    child.once('error', reject);
    child.once('exit', (status) => resolve(status ?? 1));
  });
  if (code !== 0) throw new PlainError(`npm ci failed with status ${code}; see its message above.`);
}

/** The npm that started us, or the one beside this Node, or the one on the PATH. */
export function npmCommand() {
  const beside = path.join(
    path.dirname(process.execPath),
    '../lib/node_modules/npm/bin/npm-cli.js',
  );
  const scripts = [process.env.npm_execpath, beside].filter(
    (file) => file && /npm-cli\.c?js$/.test(file),
  );
  const script = scripts.find((file) => existsSync(file));
  return script ? [process.execPath, script] : ['npm'];
}

if (isEntry(import.meta.url)) await main(() => ensureInstalled());
