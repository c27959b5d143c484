// Runs a script on the Node that an npm package brings: `node scripts/other-node.mjs 24.21.0 scripts/smoke.mjs`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npmCommand, npmEnvironment } from './install.mjs';
import { cacheFolder } from './provision/cache-folder.mjs';
import { withLock } from './provision/lock.mjs';
import { main, PlainError, root } from './project.mjs';

await main(async ([version, ...args]) => {
  const node = await provideNode(version);
  const env = {
    ...process.env,
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
  };
  const { status, error } = spawnSync(node, args, { cwd: root, env, stdio: 'inherit' });
  if (error) throw error;
  return status ?? 1;
});

// The package "node" would choose the one for this platform in an install script; install scripts are off here.
async function provideNode(version) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.join(cacheFolder(), `${name}-${version}`);
  const node = path.join(folder, 'node_modules', name, 'bin', 'node');
  await withLock(`${folder}.lock`, () => {
    if (!existsSync(node)) install(`${name}@${version}`, folder);
  });
  return node;
}

function install(name, folder) {
  mkdirSync(path.dirname(folder), { recursive: true });
  const part = mkdtempSync(`${folder}.part-`);
  writeFileSync(path.join(part, 'package.json'), '{"private":true}');
  const [command, ...before] = npmCommand();
  const args = [
    ...before,
    'install',
    '--prefix',
    part,
    '--ignore-scripts',
    '--loglevel=error',
    name,
  ];
  const quiet = ['--no-audit', '--no-fund', '--no-progress'];
  const options = { cwd: part, env: npmEnvironment(root), stdio: ['ignore', 2, 2] };
  const { status } = spawnSync(command, [...args, ...quiet], options);
  if (status !== 0) throw new PlainError(`npm could not install ${name}.`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(part, folder);
}
