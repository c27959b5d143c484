// Executables are kept in one cache for all clones of a user, or in the clone where that is not possible.
import { accessSync, constants, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../project.mjs';

/** Whether this process may create files in the folder, which is made when it is missing. */
export function isWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The folder of the user, or undefined when there is none that can be written to. */
export function homeFolder() {
  let home = process.env.HOME;
  try {
    home = home || os.homedir();
  } catch {
    return undefined;
  }
  return home && path.isAbsolute(home) && home !== '/' ? home : undefined;
}

/** The folder of cached executables. */
export function cacheFolder() {
  const home = homeFolder();
  const shared =
    home && path.join(process.env.XDG_CACHE_HOME || path.join(home, '.cache'), 'relais');
  if (shared && isWritable(shared)) return shared;
  const own = path.join(root, '.cache');
  mkdirSync(own, { recursive: true });
  return own;
}
