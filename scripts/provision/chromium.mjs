// Finds a Chromium on this machine; on Debian and its kin, root gets one from the system's packages.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { PlainError } from '../project.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of a Chromium. */
export function provideChromium() {
  return process.env.CHROMIUM || find() || install();
}

function find() {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return folders
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function install() {
  const asked = process.getuid?.() === 0 && [['update'], ['install', '--yes', 'chromium']];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const worked =
    asked &&
    asked.every((args) => {
      const options = { env, stdio: ['ignore', 'ignore', 'inherit'] };
      return spawnSync('apt-get', ['--quiet=2', ...args], options).status === 0;
    });
  const found = worked && find();
  if (found) return found;
  throw new PlainError('There is no Chromium: install one, or name one in CHROMIUM.');
}
