import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from '../project.mjs';
import { fixedPorts, freePorts } from '../stack/ports.mjs';
import { temporaryStateDir } from '../stack/temporary.mjs';
import { figure, median } from './figure.mjs';

/** Seconds from `npm start` to its screen, with everything installed and data there from the start before. */
export async function measureStart({ quick, report, note }) {
  note('measuring start ...');
  const settings = Object.values(fixedPorts).map(({ setting }) => setting);
  const free = await freePorts(settings.length);
  const ports = Object.fromEntries(settings.map((setting, nth) => [setting, String(free[nth])]));
  const env = { ...process.env, ...ports, STATE_DIR: await temporaryStateDir('bench') };
  const seconds = [];
  for (let round = 0; round < (quick ? 2 : 6); round++) seconds.push(await startOnce(env));
  report(figure('npm_start_until_ready', median(seconds.slice(1)), 's', { most: 15 }));
}

async function startOnce(env) {
  const began = performance.now();
  const child = spawn('npm', ['start', '--silent'], {
    cwd: path.resolve(root),
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => String(text).includes('is ready') && resolve());
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}`)));
  });
  const seconds = (performance.now() - began) / 1000;
  child.removeAllListeners('exit');
  const exited = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGINT');
  await exited;
  return seconds;
}
