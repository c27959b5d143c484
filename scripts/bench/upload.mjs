import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { newUser } from './client.mjs';
import { figure, median } from './figure.mjs';
import { distinctPictures } from './pictures.mjs';

const writer = fileURLToPath(new URL('./bare-writer.mjs', import.meta.url));

/** The bytes per second of an upload into a batch, against the same bytes written to the object store by themselves. */
export async function measureUpload(stack, { images, quick }) {
  const pictures = await distinctPictures(images, quick ? 200 : 1_000);
  const ratios = [];
  for (let round = 0; round < 5; round++) {
    const direct = await writeDirectly(stack, pictures);
    const user = await newUser(stack.urls.api);
    const began = performance.now();
    const { id } = await user.startBatch(pictures);
    ratios.push(direct / (performance.now() - began));
    await user.post(`/api/classification/batches/${id}/cancel`);
    await standstill(user, id);
  }
  return [figure('upload_against_object_store', median(ratios), 'ratio', { least: 0.6 })];
}

async function standstill(user, id) {
  for (;;) {
    const { state } = await user.get(`/api/classification/batches/${id}`);
    if (state === 'cancelled' || state === 'finished') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function writeDirectly(stack, pictures) {
  const child = fork(writer, { env: { ...process.env, ...stack.env }, serialization: 'advanced' });
  child.send(pictures.map(({ bytes }) => bytes));
  const [ms] = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`writer ended with ${code}`)));
  });
  child.kill();
  return ms;
}
