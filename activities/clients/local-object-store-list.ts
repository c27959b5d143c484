import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compareKeys, isObjectKey } from './object-store-key';

interface Listed {
  key: string;
  size: number;
}

/** Files under the prefix in order of key; whole folders that cannot match are never opened. */
export async function* listLocalObjects(
  root: string,
  prefix: string,
  after = '',
): AsyncGenerator<Listed> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  if (folder !== '' && !isObjectKey(folder.slice(0, -1))) return;
  yield* walk(root, folder, prefix, after);
}

async function* walk(
  root: string,
  folder: string,
  prefix: string,
  after: string,
): AsyncGenerator<Listed> {
  for (const key of await keysOf(root, folder)) {
    if (!key.startsWith(prefix) && !prefix.startsWith(key)) continue;
    if (key.endsWith('/')) {
      // Every key inside starts with the folder's name, so all of them may lie before `after`.
      const passed = compareKeys(key, after) < 0 && !after.startsWith(key);
      if (!passed) yield* walk(root, key, prefix, after);
    } else if (key.startsWith(prefix) && compareKeys(key, after) > 0) {
      const found = await stat(join(root, key)).catch(() => null);
      if (found) yield { key, size: found.size };
    }
  }
}

/** The folder's files, and its folders with a slash behind, as S3 would order what is in them. */
async function keysOf(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(absent);
  return entries
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .filter((entry) => isObjectKey(folder + entry.name))
    .map((entry) => folder + entry.name + (entry.isDirectory() ? '/' : ''))
    .sort(compareKeys);
}

function absent(error: unknown): Dirent[] {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return [];
  throw error;
}
