// As many workflows of a timer and an activity as there are posts, all due at one instant.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';

const program = fileURLToPath(new URL('./bare-timer-worker.mjs', import.meta.url));
const startedAtOnce = 50;

/** Milliseconds from the instant until each of the activities ran. */
export async function runBareTimers({ env }, { count, leadMs }) {
  const child = fork(program, { env: { ...process.env, ...env } });
  const stamps = [];
  let finish;
  const finished = new Promise((resolve) => (finish = resolve));
  try {
    await new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) => reject(new Error(`the bare worker ended with ${code}`)));
    });
    child.on('message', ({ at }) => stamps.push(at) === count && finish());
    const due = Date.now() + leadMs;
    await startAll(env, count, due);
    if (Date.now() > due) throw new Error('The bare workflows took longer to start than the lead.');
    await finished;
    return stamps.map((at) => at - due);
  } finally {
    child.removeAllListeners('exit');
    // At once: it would wait for answers of a server that may be gone.
    child.kill('SIGKILL');
  }
}

async function startAll(env, count, due) {
  const connection = await Connection.connect({ address: env.TEMPORAL_ADDRESS });
  const client = new Client({ connection, namespace: env.TEMPORAL_NAMESPACE ?? 'default' });
  const start = () =>
    client.workflow.start('bareTimer', {
      taskQueue: 'bench-bare',
      workflowId: `bare:${randomUUID()}`,
      args: [due],
    });
  for (let started = 0; started < count; started += startedAtOnce) {
    const some = Math.min(startedAtOnce, count - started);
    await Promise.all(Array.from({ length: some }, start));
  }
  await connection.close();
}
