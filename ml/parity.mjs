/**
 * The Node side of `python3 -m ml.parity`: `node ml/parity.mjs --model FILE --list FILE`.
 * Reads one image path a line, prints one JSON line an image, then one with the times.
 */
import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

/** Compiles the worker's own preprocessing, so that what is compared is what runs. */
function loadPreprocessing() {
  const source = path.join(root, 'worker/inference/preprocess.ts');
  const { transformSync } = require('@swc/core');
  const options = JSON.parse(readFileSync(path.join(root, 'scripts/swc-options.json'), 'utf8'));
  const { code } = transformSync(readFileSync(source, 'utf8'), {
    ...options,
    filename: source,
    swcrc: false,
    sourceMaps: false,
  });
  const compiled = new Module(source);
  compiled.filename = source;
  compiled.paths = Module._nodeModulePaths(path.dirname(source));
  compiled._compile(code, source);
  return compiled.exports;
}

async function openSession(model) {
  const { InferenceSession } = require('onnxruntime-node');
  return InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
}

const { values } = parseArgs({ options: { model: { type: 'string' }, list: { type: 'string' } } });
const files = readFileSync(values.list, 'utf8').split('\n').filter(Boolean);
const card = JSON.parse(readFileSync(path.join(path.dirname(values.model), 'card.json'), 'utf8'));
const { Tensor } = require('onnxruntime-node');
require('sharp').concurrency(1);
const { preprocessImage } = loadPreprocessing();
const session = await openSession(values.model);
const { size } = card.input;
const shape = [1, size, size, 3];

async function classify(pixels) {
  const outputs = await session.run({ image: new Tensor('uint8', pixels, shape) });
  return Array.from(outputs.probabilities.data);
}

await classify(new Uint8Array(size * size * 3));
const picture_ms = [];
const model_ms = [];
for (const file of files) {
  const bytes = readFileSync(file);
  const begin = performance.now();
  const pixels = await preprocessImage(bytes, size);
  const middle = performance.now();
  const probabilities = await classify(pixels);
  model_ms.push(performance.now() - middle);
  picture_ms.push(middle - begin);
  console.log(JSON.stringify({ probabilities }));
}
console.log(JSON.stringify({ picture_ms, model_ms }));
