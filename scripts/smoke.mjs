// Starts the whole stack from what is installed and built, asks the API whether it is well, and stops it.
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { main, PlainError } from './project.mjs';
import { stopSignals } from './stack/signals.mjs';

await main(async () => {
  const signal = stopSignals();
  await ensureInstalled();
  await build();
  const { startStack } = await import('./stack/stack.mjs');
  const { temporaryStateDir } = await import('./stack/temporary.mjs');
  const stateDir = await temporaryStateDir('smoke');
  const stack = await startStack({ stateDir, fast: true, temporary: true, signal });
  try {
    for (const path of [
      '/api/health',
      '/api/health/db',
      '/api/health/redis',
      '/api/health/storage',
      '/openapi.json',
    ]) {
      const { status } = await fetch(new URL(path, stack.urls.api));
      if (status !== 200) throw new PlainError(`${path} answered ${status}.`);
    }
    console.log(`The stack runs on Node ${process.versions.node}.`);
  } finally {
    await stack.stop();
  }
});
