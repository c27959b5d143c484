// A process of the inference pool: it decodes and judges pictures, and does nothing else. It ends with its parent.
import { readdirSync } from 'node:fs';
import os from 'node:os';
import { prepareDecoders } from '../../activities/clients/classifier-input';
import { createObjectStore } from '../../activities/clients/object-store';
import { LoadedModels } from './loaded-models';
import type { FromMember, MemberConfig, ModelInUse, ToMember } from './messages';
import { Pipeline } from './pipeline';
import { ResultLine } from './result-line';

/** Below the API and the databases: a batch may take a little longer, a request may not. */
const niceness = 10;

/** Pictures on their way while one is judged: enough that one slow to read or decode does not leave the core idle. */
const ahead = 4;

/** Linux keeps a priority per thread, and those that decode exist already. */
function yieldToOthers(): void {
  if (process.platform !== 'linux') return os.setPriority(niceness);
  for (const thread of readdirSync('/proc/self/task')) os.setPriority(Number(thread), niceness);
}

function send(message: FromMember): void {
  // The pool may be gone already: then nobody is left to tell.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

async function start(config: MemberConfig, warm: ModelInUse[]): Promise<Pipeline> {
  yieldToOthers();
  prepareDecoders();
  const store = createObjectStore(config);
  const models = new LoadedModels(config.modelsDir, store, (model_version) =>
    send({ type: 'loaded', model_version }),
  );
  const line = new ResultLine((results) =>
    send({ type: 'results', results, rss: process.memoryUsage.rss() }),
  );
  const pipeline = new Pipeline(store, models, ahead, (result, atOnce) => line.add(result, atOnce));
  // A model that cannot be opened is the fault of the work that asks for it, not of this start.
  await Promise.allSettled(warm.map((model) => models.get(model)));
  send({ type: 'ready' });
  return pipeline;
}

let starting: Promise<Pipeline> | undefined;

process.on('message', (message: ToMember) => {
  if (message.type === 'start') {
    starting = start(message.config, message.warm);
    return;
  }
  void starting?.then((pipeline) => {
    if (message.type === 'forget') pipeline.forget(message.tickets);
    else pipeline.add(message.images, message);
  });
});

// The pool decides when a member ends: a signal to the whole group (Ctrl-C, a service manager) reaches the pool too.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit(0));
