// npm run demo: a stack of its own, somebody new, real pictures through the public API, results; then everything stops.
import path from 'node:path';
import { readArguments, usage } from './demo/arguments.mjs';
import { findPictures } from './demo/pictures.mjs';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { main, root } from './project.mjs';
import { samplesFolder } from './samples/draw.mjs';
import { Interrupted, stopSignals } from './stack/signals.mjs';

await main(async (args) => {
  const options = readArguments(args);
  if (options.help) return void console.log(usage);
  const out = options.json ? process.stderr : process.stdout;
  const say = (...lines) => out.write(`${lines.join('\n')}\n`);
  const signal = stopSignals();
  const pictures = findPictures(options.images ?? samplesFolder);
  introduce(say, options, pictures);
  try {
    await ensureInstalled();
    signal.throwIfAborted();
    await build();
    const result = await withStack(options, signal, say, (stack) =>
      classify({ stack, pictures, options, signal, out, say }),
    );
    farewell(say, options);
    if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    return 0;
  } catch (error) {
    if (!signal.aborted && !(error instanceof Interrupted)) throw error;
    say('', 'Interrupted; everything is stopped.');
    return 130;
  }
});

async function withStack({ keep }, signal, say, work) {
  const { startStack } = await import('./stack/stack.mjs');
  const { temporaryStateDir } = await import('./stack/temporary.mjs');
  signal.throwIfAborted();
  const stateDir = await temporaryStateDir('demo');
  say('Starting PostgreSQL, Temporal, the API and the workers ...');
  const started = Date.now();
  const stack = await startStack({ stateDir, temporary: !keep, signal });
  try {
    say(`Ready after ${seconds(started)}: ${stack.urls.api}`);
    return await work(stack);
  } finally {
    say('Stopping ...');
    await stack.stop();
    if (keep) say(`Kept until the next demo: ${stateDir}`);
  }
}

async function classify({ stack, pictures, options, signal, out, say }) {
  const [{ registerDemoUser }, { EventFollower }, batches] = await Promise.all([
    import('./demo/user.mjs'),
    import('./demo/follow-events.mjs'),
    import('./demo/batch.mjs'),
  ]);
  const user = await registerDemoUser(stack.urls.api, signal);
  say(`Registered ${user.username}.`, 'Uploading ...');
  const follower = new EventFollower({ url: stack.urls.api, user });
  const { progressBar } = await import('./demo/progress-bar.mjs');
  const bar = progressBar(out);
  try {
    const uploading = Date.now();
    const { id } = await batches.startBatch(user, pictures, 'Demo');
    say(`Uploaded in ${seconds(uploading)}; batch ${id} works.`);
    const watched = { user, follower, batchId: id, onProgress: bar.show, signal };
    const batch = await batches.watchBatch(watched);
    bar.end();
    return await conclude({ user, batch, options, say, readItems: batches.readItems });
  } finally {
    bar.end();
    follower.close();
  }
}

async function conclude({ user, batch, options, say, readItems }) {
  const { summarize, describe } = await import('./demo/summary.mjs');
  const { writeReport } = await import('./demo/report.mjs');
  const { assertFinished } = await import('./demo/batch.mjs');
  assertFinished(batch);
  const items = await readItems(user, batch.id);
  const summary = summarize(items);
  const note = options.images ? undefined : 'The pictures are drawings, not photographs.';
  const parent = path.join(path.resolve(root, process.env.STATE_DIR || '.state'), 'reports');
  const report = writeReport(parent, { batch, items, note });
  const rate = batch.images_per_second;
  say('', ...describe(summary), '');
  say(`${summary.succeeded} of ${summary.images} images by ${batch.model_version}`);
  if (rate !== null) say(`${rate.toFixed(1)} images per second`);
  say(`Report: ${report.json}`, `        ${report.csv}`);
  return {
    batch_id: batch.id,
    images: summary.images,
    succeeded: summary.succeeded,
    failed: summary.failed.length,
    images_per_second: rate,
    classes: countsOf(summary),
    report: report.json,
  };
}

/** By class, and by outcome for what got none: together all that succeeded. */
function countsOf({ rows, outcomes }) {
  const classes = rows.map(({ label, count }) => [label, count]);
  return Object.fromEntries([
    ...classes,
    ...outcomes.map(({ outcome, count }) => [outcome, count]),
  ]);
}

function introduce(say, { images }, { files, archive, skipped }) {
  if (archive) say(`The archive ${archive}.`);
  else say(`${files.length} pictures in ${images ?? samplesFolder}.`);
  if (skipped > 0) say(`${skipped} other ${skipped === 1 ? 'file is' : 'files are'} left out.`);
  if (images) return;
  say(
    'They are drawings that come with Relais, not photographs, and the model says so: most are no',
  );
  say('plums to it. They show that everything works. Your own: npm run demo -- --images DIR|ZIP');
}

function farewell(say, { images }) {
  say(
    '',
    'Next:',
    '  npm start   the same, and it stays: API, documentation at http://127.0.0.1:8000/docs',
  );
  if (!images) say('  npm run demo -- --images DIR|ZIP   your own pictures');
  say('  README.md   what it is, and where everything lives');
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
