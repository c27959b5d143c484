// Looks at the pages that the API serves with a real Chromium: `node scripts/browser.mjs`, as .ci/run does.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { main, root } from './project.mjs';
import { provideChromium } from './provision/chromium.mjs';

await main((args) => {
  const program = path.join(root, 'scripts', 'test.mjs');
  const which = ['--testMatch', '<rootDir>/test/browser/*-page.ts', ...args];
  const env = { ...process.env, TEST_CHROMIUM: provideChromium() };
  const options = { cwd: root, env, stdio: 'inherit' };
  return spawnSync(process.execPath, [program, ...which], options).status ?? 1;
});
