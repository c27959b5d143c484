/** Aborts when this process is to stop: on SIGTERM or SIGINT, or when the process that started it is gone. */
export function onShutdown(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', stop);
  return controller.signal;
}
