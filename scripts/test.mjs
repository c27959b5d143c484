// npm test: real servers for the tests, then Jest with the arguments that were given; the whole suite without any.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { main, root } from './project.mjs';
import { stopSignals } from './stack/signals.mjs';

await main(async (args) => {
  const signal = stopSignals();
  await ensureInstalled();
  await build();
  const { startStack } = await import('./stack/stack.mjs');
  const { temporaryStateDir } = await import('./stack/temporary.mjs');
  const { provideExecutable } = await import('./provision/executable.mjs');
  try {
    const timeSkipping = await provideExecutable('temporal-test-server');
    const stack = await startStack({
      stateDir: await temporaryStateDir('tests'),
      services: ['postgres', 'temporal', 'objects'],
      migrate: false,
      fast: true,
      temporary: true,
      signal,
    });
    try {
      const settings = { ...settingsOf(stack), TEST_TIME_SKIPPING_SERVER: timeSkipping };
      const code = await jest(args, settings, signal);
      const isWholeSuite = args.every((arg) => arg.startsWith('-'));
      if (code !== 0 || !isWholeSuite) return code;
      // Once more without a cache of workflows: every step then replays the whole history.
      const uncached = { ...settings, TEST_WORKFLOW_CACHE: '0' };
      return await jest(['test/workflows', 'test/journeys', ...args], uncached, signal);
    } finally {
      await stack.stop();
    }
  } catch (error) {
    if (signal.aborted) return 130;
    throw error;
  }
});

function settingsOf({ urls, env, objects }) {
  return {
    NODE_ENV: 'test',
    TEST_DATABASE_URL: urls.adminDatabase,
    TEST_TEMPORAL_ADDRESS: env.TEMPORAL_ADDRESS,
    TEST_S3_ENDPOINT: objects.endpoint,
    TEST_S3_KEY: objects.accessKeyId,
    TEST_S3_SECRET: objects.secretAccessKey,
  };
}

// In a group of its own, so that it is asked to stop once, by us, however the Ctrl-C came.
function jest(args, settings, signal) {
  const program = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const env = { ...process.env, ...settings };
  const options = { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], options);
    const stop = () => process.kill(-child.pid, 'SIGTERM');
    signal.addEventListener('abort', stop, { once: true });
    process.once('exit', stop);
    child.once('error', reject);
    child.once('exit', (code) => {
      process.off('exit', stop);
      resolve(signal.aborted ? 130 : (code ?? 1));
    });
  });
}
