// The shipped model: its time against EfficientNet-Lite0 in fp32 at 224 pixels, its size, and whether Node and Python agree.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ort from 'onnxruntime-node';
import { PlainError } from '../project.mjs';
import { figure, median } from './figure.mjs';
import { distinctPictures } from './pictures.mjs';

const { preprocessImage } = createRequire(import.meta.url)(
  '../../dist/worker/inference/preprocess.js',
);
// The network's graph with constants for weights; python3 -m ml.reference makes it from an fp32 export.
const reference = fileURLToPath(new URL('./lite0-fp32-224.onnx', import.meta.url));
const referenceSize = 224;

/** Measures and reports; parity needs what `ml/requirements-evaluate.txt` pins, and says so if it is missing. */
export async function run({ images, quick, report, note }) {
  const { version } = JSON.parse(await readFile('ml/models/active.json', 'utf8'));
  const folder = path.resolve('ml/models', version);
  const card = JSON.parse(await readFile(path.join(folder, 'card.json'), 'utf8'));
  note('measuring time ...');
  const times = await timesOf(folder, card.input.size, images, quick);
  report(figure('model_time_against_lite0_fp32', times.ratio, 'ratio', { most: 1.6 }));
  report(figure('model_time', times.shipped, 'ms', { least: 0 }));
  report(figure('model_size', card.size_bytes / 2 ** 20, 'MiB', { most: 25 }));
  note('measuring parity ...');
  const { same_class, max_difference } = await parityOf(images);
  report(figure('parity_same_class', same_class, 'share', { least: 0.995 }));
  report(figure('parity_largest_difference', max_difference, 'probability', { most: 0.02 }));
}

/** Medians of runs in turns, on one thread, of the pictures as each model wants them. */
async function timesOf(folder, size, images, quick) {
  const pictures = await distinctPictures(images, quick ? 20 : 200);
  const shipped = await open(path.join(folder, 'model.onnx'), size);
  const yardstick = await open(reference, referenceSize);
  const taken = { shipped: [], yardstick: [] };
  for (const [index, { bytes }] of [...pictures.slice(0, 10), ...pictures].entries()) {
    const ours = await shipped(bytes);
    const theirs = await yardstick(bytes);
    // The first ten warm both up.
    if (index < 10) continue;
    taken.shipped.push(ours);
    taken.yardstick.push(theirs);
  }
  const ratio = median(taken.shipped) / median(taken.yardstick);
  return { shipped: median(taken.shipped), ratio };
}

async function open(file, size) {
  const session = await ort.InferenceSession.create(file, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  return async (bytes) => {
    const pixels = await preprocessImage(bytes, size);
    const image = new ort.Tensor('uint8', pixels, [1, size, size, 3]);
    const began = performance.now();
    await session.run({ image });
    return performance.now() - began;
  };
}

/** Of the validation pictures where a manifest lies beside the folder, else of all pictures in it. */
async function parityOf(images) {
  const python = existsSync('ml/.venv/bin/python') ? 'ml/.venv/bin/python' : 'python3';
  const manifest = path.join(images, '..', 'manifest.csv');
  const chosen = existsSync(manifest) ? ['--manifest', manifest] : [];
  const args = ['-m', 'ml.parity', '--images', images, ...chosen];
  try {
    const { stdout } = await promisify(execFile)(python, args, { maxBuffer: 2 ** 24 });
    return JSON.parse(stdout.trim().split('\n').at(-1)).images;
  } catch (error) {
    const said = String(error.stderr ?? error.message).trim();
    throw new PlainError(`Parity needs: pip install -r ml/requirements-evaluate.txt\n${said}`);
  }
}
