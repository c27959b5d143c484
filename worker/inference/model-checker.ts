// Checks of uploaded models, seen from outside: a process each, with limits that it cannot lift.
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { ModelChecker } from '../../activities/classification/model-checker';
import { modelKey } from '../../activities/clients/model-key';
import { createObjectStore, type ObjectStore } from '../../activities/clients/object-store';
import { ObjectMissing } from '../../activities/clients/object-store-key';
import { runCheck, type CheckLimits } from './check-run';
import type { CheckVerdict } from './check-messages';
import { readModelFile } from './model-files';
import type { InferencePoolConfig } from './pool-options';

export type ModelCheckerLimits = CheckLimits & {
  slowerAtMost: number;
  inputSize: { least: number; most: number };
};

export interface ModelCheckerOptions {
  limits: ModelCheckerLimits;
  /** The compiled entry of a check's process. */
  entry?: string;
}

type Config = Pick<InferencePoolConfig, 'storage' | 'secretKey' | 'modelsDir' | 'api'>;

/** A checker over the stores that the settings name. */
export function createModelChecker(config: Config, options: ModelCheckerOptions): ModelChecker {
  const store = createObjectStore(config);
  const modelsDir = resolve(config.modelsDir);
  return {
    check: async (model, active, signal) => {
      const candidate = await bytesOf(store, model.version);
      const mismatch = cardMismatch(model, candidate);
      if (!candidate || mismatch) return refused(mismatch ?? 'The stored file is not there.');
      const reference = await readModelFile(modelsDir, store, active);
      const { slowerAtMost, inputSize, ...limits } = options.limits;
      const { classes, input } = model.card;
      const task = {
        candidate,
        classes,
        input: { name: input.name, size: input.size },
        active: { model: reference, input: active.input },
        slowerAtMost,
        inputSize,
      };
      return await runCheck(task, {
        limits,
        signal,
        ...(options.entry && { entry: options.entry }),
      });
    },
  };
}

async function bytesOf(store: ObjectStore, version: string): Promise<Buffer | undefined> {
  try {
    return await store.get(modelKey(version));
  } catch (error) {
    if (error instanceof ObjectMissing) return undefined;
    throw error;
  }
}

function cardMismatch(
  { sha256, card }: Parameters<ModelChecker['check']>[0],
  candidate: Buffer | undefined,
): string | undefined {
  if (!candidate) return undefined;
  const found = createHash('sha256').update(candidate).digest('hex');
  if (found !== sha256) return 'The stored file is not the one that was uploaded.';
  if (found !== card.sha256) return `Its SHA-256 is ${found}; the card says ${card.sha256}.`;
  return undefined;
}

function refused(detail: string): CheckVerdict {
  return { ok: false, code: 'card_mismatch', detail };
}
