import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => relative(folder, path));
}

/** Names of the files that one of two folders lacks or that differ. */
export function differences(committed, fresh) {
  const names = new Set([...filesBelow(committed), ...filesBelow(fresh)]);
  return [...names].sort().filter((name) => {
    const [left, right] = [join(committed, name), join(fresh, name)];
    if (!existsSync(left) || !existsSync(right)) return true;
    return !readFileSync(left).equals(readFileSync(right));
  });
}
