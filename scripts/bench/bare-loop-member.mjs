import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import ort from 'onnxruntime-node';
import sharp from 'sharp';

const { preprocessImage } = createRequire(import.meta.url)(
  '../../dist/worker/inference/preprocess.js',
);
sharp.concurrency(1);
sharp.cache(false);
const size = 224;
const ahead = 3;

const session = await ort.InferenceSession.create(process.argv[2], {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});
const blank = new Uint8Array(size * size * 3);
for (let round = 0; round < 5; round++) await infer(blank);
process.send('warm');

process.once('message', async (files) => {
  const decode = async (file) => preprocessImage(await readFile(file), size);
  const decoding = files.slice(0, ahead).map(decode);
  for (let next = ahead; decoding.length > 0; next++) {
    const pixels = await decoding.shift();
    if (next < files.length) decoding.push(decode(files[next]));
    await infer(pixels);
  }
  process.send('done');
});

async function infer(pixels) {
  const image = new ort.Tensor('uint8', pixels, [1, size, size, 3]);
  await session.run({ image });
}
