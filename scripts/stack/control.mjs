// A stack in a process of its own, driven by messages: `{id, method, args}` is answered with `{id, result}` or `{id, error}`.
// Tests fork this file, because they run where the supervisor's modules cannot be loaded.
import { startStack } from './stack.mjs';

let stack;

const methods = {
  start: async (options) => {
    if (stack) throw new Error('the stack was started already');
    stack = await startStack(options);
    return methods.info();
  },
  info: () => ({ env: stack.env, urls: stack.urls, ports: stack.ports, orphans: stack.orphans }),
  pid: (name) => stack.child(name).pid,
  deaths: (name) => stack.child(name).deaths,
  kill: (name, signal) => stack.child(name).kill(signal),
  hold: (name, options) => stack.child(name).hold(options),
  release: (name) => stack.child(name).release(),
  restart: (name) => stack.child(name).restart(),
  ready: (name, withinMs) => stack.ready(name, withinMs),
  deleteTemporalFile: () => stack.deleteTemporalFile(),
  stop: () => stack?.stop(),
};

process.on('message', async ({ id, method, args = [] }) => {
  try {
    if (!Object.hasOwn(methods, method)) throw new Error(`there is no method ${method}`);
    const result = await methods[method](...args);
    reply({ id, result: result ?? null });
  } catch (error) {
    reply({ id, error: error.stack ?? String(error) });
  }
});

// The test that drove us is gone, or asks us to go.
process.once('disconnect', () => void leave());
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => void leave());

async function leave() {
  await stack?.stop();
  process.exit(0);
}

function reply(message) {
  if (process.connected) process.send(message, () => undefined);
}
