// npm start: the whole of Relais on this machine, until Ctrl-C.
import path from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { main, root } from './project.mjs';
import { aborted, stopSignals } from './stack/signals.mjs';

await main(async () => {
  const signal = stopSignals();
  await ensureInstalled();
  await build();
  const { startStack } = await import('./stack/stack.mjs');
  const stateDir = path.resolve(root, process.env.STATE_DIR || '.state');
  try {
    console.log('Starting Relais ...');
    const temporalAddress = process.env.TEMPORAL_ADDRESS || undefined;
    const stack = await startStack({ stateDir, ports: 'fixed', temporalAddress, signal });
    console.log(screen(stack));
    await aborted(signal);
    console.log('Stopping ...');
    await stack.stop();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return 0;
});

function screen({ urls, env, logsDir, stateDir, orphans }) {
  const rows = [
    ['API', urls.api],
    ['API documentation', urls.docs],
    ['Temporal Web UI', urls.temporalUi ?? `that of ${env.TEMPORAL_ADDRESS}`],
    ['Mailbox', urls.mailbox],
    ['Data', stateDir],
    ['Logs', logsDir],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(18)} ${value}`);
  const left =
    orphans.length > 0 ? [`  (stopped what an earlier run had left: ${orphans.join(', ')})`] : [];
  const note = [
    '  Everything listens on this machine only, with the development server of Temporal:',
    '  good for one machine. For more, see docker-compose.yml.',
  ];
  return [
    '',
    'Relais is ready.',
    '',
    ...lines,
    ...left,
    '',
    ...note,
    '',
    '  Ctrl-C stops it.',
    '',
  ].join('\n');
}
