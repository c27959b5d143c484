// Ctrl-C, a closed terminal and a request to end all mean: stop in order. The second one means: now.

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'];
// npm passes on the Ctrl-C that the terminal has already sent to us: that is not a second one.
const sameMoment = 1_000;

/** The reason of an abort by a signal. */
export class Interrupted extends Error {
  constructor(name) {
    super(`interrupted by ${name}`);
    this.signalName = name;
  }
}

/** An AbortSignal that the first of these signals aborts; the second one ends the process at once. */
export function stopSignals() {
  const controller = new AbortController();
  let first = 0;
  const onSignal = (name) => {
    if (first === 0) {
      first = Date.now();
      controller.abort(new Interrupted(name));
    } else if (Date.now() - first > sameMoment) {
      process.exit(130);
    }
  };
  for (const name of names) process.on(name, onSignal);
  // A terminal that is gone must not keep us from stopping.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return controller.signal;
}

/** Resolves when the signal is aborted. */
export function aborted(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
