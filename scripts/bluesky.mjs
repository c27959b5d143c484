// Publishes to Bluesky's own server, which is installed for this alone: `node scripts/bluesky.mjs`, as .ci/run does.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ensureInstalled, npmCommand, npmEnvironment } from './install.mjs';
import { main, PlainError, root } from './project.mjs';

const folder = path.join(root, 'test', 'bluesky-server');
const native = 'node_modules/better-sqlite3/build/Release/better_sqlite3.node';

await main(async () => {
  await provide();
  const stdio = ['pipe', 'pipe', 'inherit'];
  const server = spawn(process.execPath, ['start.mjs'], { cwd: folder, stdio });
  try {
    return runTests(await firstLine(server));
  } finally {
    server.stdin.end();
  }
});

// Install scripts are off, but for the one package that is no use without its own.
async function provide() {
  await ensureInstalled(folder);
  if (existsSync(path.join(folder, native))) return;
  const [command, ...before] = npmCommand();
  const args = [...before, 'rebuild', 'better-sqlite3', '--ignore-scripts=false'];
  const options = { cwd: folder, env: npmEnvironment(root), stdio: ['ignore', 2, 2] };
  const { status } = spawnSync(command, [...args, '--loglevel=error'], options);
  if (status !== 0) throw new PlainError('The database of the server of Bluesky was not built.');
}

async function firstLine(server) {
  for await (const line of createInterface(server.stdout)) return line;
  throw new PlainError('The server of Bluesky did not start.');
}

function runTests(told) {
  const program = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = [program, '--testMatch', '<rootDir>/test/bluesky-server/publishing.ts'];
  const env = { ...process.env, NODE_ENV: 'test', TEST_BLUESKY_SERVER: told };
  return spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
}
