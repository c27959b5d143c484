// npm run bench: the figures of docs/benchmarks.md, each a ratio or a latency measured in one run on one machine.
//   npm run bench -- [--only batch|model|publish|sockets] [--images DIR] [--json] [--quick]
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { main } from './project.mjs';

const groups = {
  batch: './bench/batch.mjs',
  model: './bench/model.mjs',
  publish: './bench/publish.mjs',
  sockets: './bench/sockets.mjs',
};

await main(async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      images: { type: 'string', default: 'samples/plums' },
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
    },
  });
  await ensureInstalled();
  await build();
  const report = values.json ? printJson : printRow;
  for (const name of values.only ? [values.only] : Object.keys(groups)) {
    if (!groups[name]) throw new Error(`--only takes one of: ${Object.keys(groups).join(', ')}`);
    const { run } = await import(groups[name]);
    await run({ images: values.images, quick: values.quick, report, note: console.error });
  }
  return 0;
});

function printJson(figure) {
  console.log(JSON.stringify(figure));
}

function printRow({ name, value, unit, target, ok }) {
  const shown = Number.isInteger(value) ? String(value) : value.toPrecision(3);
  console.log(
    `${ok ? 'ok  ' : 'MISS'} ${name.padEnd(44)} ${shown.padStart(9)} ${unit.padEnd(16)} ${target}`,
  );
}
