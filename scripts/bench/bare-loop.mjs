// What batches are measured against: a process per core that does nothing but read, decode and compute, with the next
// pictures decoded while one is computed. No queue, no database, no results kept.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const member = fileURLToPath(new URL('./bare-loop-member.mjs', import.meta.url));

/** Classifies the files once; returns images per second from the moment all processes are warm. */
export async function bareLoop(files, modelFile) {
  const count = availableParallelism();
  const env = { ...process.env, UV_THREADPOOL_SIZE: '4', MALLOC_ARENA_MAX: '2' };
  const children = Array.from({ length: count }, () => fork(member, [modelFile], { env }));
  await Promise.all(children.map((child) => message(child)));
  const began = performance.now();
  const done = children.map((child, nth) => {
    child.send(files.filter((_, index) => index % count === nth).map((f) => path.resolve(f)));
    return message(child);
  });
  await Promise.all(done);
  const seconds = (performance.now() - began) / 1000;
  for (const child of children) child.kill();
  return files.length / seconds;
}

function message(child) {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`bare loop ended with ${code}`)));
  });
}
