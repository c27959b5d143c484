// Everything about the main road: batches, uploads, lists, memory, start.
import { PlainError } from '../project.mjs';
import { startStack } from '../stack/stack.mjs';
import { temporaryStateDir } from '../stack/temporary.mjs';
import { measureHeap } from './heap.mjs';
import { measureLatency } from './latency.mjs';
import { measureList } from './list.mjs';
import { measureScale } from './scale.mjs';
import { measureStart } from './start.mjs';
import { measureThroughput } from './throughput.mjs';
import { measureUpload } from './upload.mjs';

const parts = {
  throughput: measureThroughput,
  latency: measureLatency,
  upload: measureUpload,
  list: measureList,
  scale: measureScale,
};

/** Measures and reports each figure as it is known. `PARTS=list,upload` measures some parts only. */
export async function run(options) {
  const wanted = (process.env.PARTS ?? 'latency,upload,list,throughput,scale,heap,start').split(
    ',',
  );
  const unknown = wanted.filter((name) => !parts[name] && name !== 'heap' && name !== 'start');
  if (unknown.length > 0) throw new PlainError(`No such part: ${unknown.join(', ')}`);
  const onStack = wanted.filter((name) => parts[name]);
  if (onStack.length > 0) await withStack((stack) => measureParts(stack, onStack, options));
  if (wanted.includes('heap')) await measureHeap(options);
  if (wanted.includes('start')) await measureStart(options);
}

async function measureParts(stack, names, options) {
  for (const name of names) {
    options.note(`measuring ${name} ...`);
    for (const figure of await parts[name](stack, options)) options.report(figure);
  }
}

async function withStack(body) {
  const stack = await startStack({
    stateDir: await temporaryStateDir('bench'),
    services: ['postgres', 'temporal', 'api', 'worker', 'inference'],
    env: { LOG_LEVEL: 'warn' },
    temporary: true,
  });
  try {
    await body(stack);
  } finally {
    await stack.stop();
  }
}
