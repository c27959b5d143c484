// Compiles the rooms to dist/: only what changed, nothing that is gone, and the workflow bundle.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { withLock } from './provision/lock.mjs';
import { ensureInstalled } from './install.mjs';
import { isEntry, main, root } from './project.mjs';
import { bundleWorkflows } from './workflow-bundle.mjs';

const rooms = [
  'foundation',
  'models',
  'workflows',
  'activities',
  'worker',
  'api',
  'migrations',
  'openapi/generated',
  'clients',
];

/** Brings dist/ up to date with the sources. Says whether anything had to be written. */
export async function build(folder = root) {
  return withLock(path.join(folder, '.cache', 'build.lock'), async () => {
    const dist = path.join(folder, 'dist');
    const sources = listSources(folder);
    const before = readManifest(dist, optionsKey(folder));
    const files = {};
    for (const source of sources) files[source] = await bring(folder, dist, source, before.files);
    for (const source of Object.keys(before.files).filter((name) => !files[name]))
      remove(dist, source);
    const bundle = await bundleWorkflows(folder, before.bundle);
    const changed = sources.some((source) => files[source] !== before.files[source]);
    const gone = Object.keys(before.files).length > Object.keys(files).length;
    if (changed || gone || bundle !== before.bundle) {
      write(manifestOf(dist), JSON.stringify({ key: optionsKey(folder), files, bundle }));
    }
    return changed || gone || bundle !== before.bundle;
  });
}

function listSources(folder) {
  return rooms
    .filter((room) => existsSync(path.join(folder, room)))
    .flatMap((room) =>
      readdirSync(path.join(folder, room), { recursive: true }).map((name) =>
        path.join(room, name),
      ),
    )
    .filter((name) => !name.includes('node_modules') && /(?<!\.d)\.ts$|\.(json|eta)$/.test(name));
}

// Unchanged by time and size: nothing to read. Touched but equal: nothing to write.
async function bring(folder, dist, source, known) {
  const { mtimeMs, size } = statSync(path.join(folder, source));
  const old = known[source];
  if (old?.mtimeMs === mtimeMs && old.size === size && existsSync(outputOf(dist, source)))
    return old;
  const text = readFileSync(path.join(folder, source), 'utf8');
  const hash = createHash('sha256').update(text).digest('hex');
  if (old?.hash !== hash || !existsSync(outputOf(dist, source))) {
    if (/\.(json|eta)$/.test(source)) write(outputOf(dist, source), text);
    else await compile(folder, dist, source, text);
  }
  return { mtimeMs, size, hash };
}

async function compile(folder, dist, source, text) {
  const { transform } = await import('@swc/core');
  const options = JSON.parse(readFileSync(new URL('./swc-options.json', import.meta.url), 'utf8'));
  const target = outputOf(dist, source);
  const sourceFileName = path.relative(path.dirname(target), path.join(folder, source));
  const files = { filename: path.join(folder, source), sourceFileName, swcrc: false, cwd: folder };
  const { code, map } = await transform(text, { ...options, ...files });
  write(`${target}.map`, map);
  write(target, `${code}\n//# sourceMappingURL=${path.basename(target)}.map\n`);
}

function remove(dist, source) {
  const target = outputOf(dist, source);
  for (const file of [target, `${target}.map`]) rmSync(file, { force: true });
  for (let parent = path.dirname(target); parent !== dist; parent = path.dirname(parent)) {
    if (!existsSync(parent) || readdirSync(parent).length > 0) break;
    rmSync(parent, { recursive: true });
  }
}

function outputOf(dist, source) {
  return path.join(dist, source.replace(/\.ts$/, '.js'));
}

function manifestOf(dist) {
  return path.join(dist, '.manifest.json');
}

// A new compiler or new options compile everything again.
function optionsKey(folder) {
  const swc = path.join(folder, 'node_modules/@swc/core/package.json');
  const hash = createHash('sha256').update(
    readFileSync(new URL('./swc-options.json', import.meta.url)),
  );
  return hash.update(JSON.parse(readFileSync(swc, 'utf8')).version).digest('hex');
}

function readManifest(dist, key) {
  try {
    const manifest = JSON.parse(readFileSync(manifestOf(dist), 'utf8'));
    if (manifest.key === key) return manifest;
  } catch {
    // No manifest, or half of one: what is in dist is of unknown origin.
  }
  rmSync(dist, { recursive: true, force: true });
  return { files: {}, bundle: undefined };
}

// A process that starts meanwhile sees the old file or the new one, never a part.
function write(file, content) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, content);
  renameSync(`${file}.tmp`, file);
}

if (isEntry(import.meta.url)) {
  await main(async () => {
    await ensureInstalled();
    await build();
  });
}
