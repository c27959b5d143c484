import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { bareLoop } from './bare-loop.mjs';
import { newUser } from './client.mjs';
import { figure, median } from './figure.mjs';
import { distinctPictures } from './pictures.mjs';

/** Batches from `running` to `finished` against the bare loop on the same stored objects, in turns. */
export async function measureThroughput(stack, { images, quick }) {
  const pictures = await distinctPictures(images, quick ? 200 : 2_000);
  const { version } = JSON.parse(await readFile('ml/models/active.json', 'utf8'));
  const modelFile = path.resolve('ml/models', version, 'model.onnx');
  // The bare loop is warm when its time begins; so is the product.
  await finishBatch(stack, pictures.slice(0, 200));
  const rounds = { bare: [], product: [] };
  for (let round = 0; round < (quick ? 1 : 7); round++) {
    const batch = await finishBatch(stack, pictures);
    const seconds = (Date.parse(batch.finished_at) - Date.parse(batch.started_at)) / 1000;
    rounds.product.push(pictures.length / seconds);
    rounds.bare.push(await bareLoop(await objectsOf(stack, pictures.length), modelFile));
  }
  const ratios = rounds.product.map((rate, round) => rate / rounds.bare[round]);
  return [
    figure('batch_against_bare_loop', median(ratios), 'ratio', { least: 0.9 }),
    figure('batch_images_per_second', median(rounds.product), 'images/s', { least: 0 }),
    figure('bare_loop_images_per_second', median(rounds.bare), 'images/s', { least: 0 }),
  ];
}

/** A new user's batch, when it is done. */
async function finishBatch(stack, pictures) {
  const user = await newUser(stack.urls.api);
  await user.listen();
  const batch = await user.finished((await user.startBatch(pictures)).id);
  user.close();
  return batch;
}

/** The newest stored pictures, as files of this machine. */
async function objectsOf(stack, count) {
  const folder = path.join(stack.env.STORAGE_DIR, 'images');
  const owners = (await readdir(folder)).sort();
  const newest = path.join(folder, owners.at(-1));
  const files = (await readdir(newest)).slice(0, count);
  return files.map((file) => path.join(newest, file));
}
