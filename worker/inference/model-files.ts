// Where the file of a version is found: in the folder of the shipped ones, else in the object store.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { modelKey } from '../../activities/clients/model-key';
import type { ObjectStore } from '../../activities/clients/object-store';
import type { ModelInUse } from './messages';

const share = z.number().min(0).max(1);

const cardShape = z.object({
  version: z.string(),
  sha256: z.string(),
  classes: z.array(z.string()).min(2),
  input: z.object({
    name: z.string(),
    size: z.number().int().positive(),
    layout: z.literal('NHWC'),
    dtype: z.literal('uint8'),
  }),
  outputs: z.object({ probabilities: z.string() }),
  thresholds: z.object({
    uncertain_below: share,
    uncertain_below_by_class: z.record(z.string(), share).optional(),
    gates: z.record(z.string(), z.number()).optional(),
  }),
});

/** The parts of a model's card that inference stands on. */
export type InferenceCard = Pick<z.infer<typeof cardShape>, 'version' | 'sha256' | 'classes'> &
  Pick<ModelInUse, 'input' | 'thresholds'>;

const versionShape = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/**
 * Reads a version's model by what its row says, or without that by the card in its shipped folder. A file that is not
 * the one described is refused.
 */
export async function readModelFiles(
  modelsDir: string,
  store: Pick<ObjectStore, 'get'>,
  version: string,
  told?: ModelInUse,
): Promise<{ card: InferenceCard; model: Buffer }> {
  if (!versionShape.test(version)) throw new Error('Not the name of a model version');
  const card = told ? cardOf(told) : await readShippedCard(modelsDir, version);
  const model = await readModelBytes(modelsDir, store, version);
  const sha256 = createHash('sha256').update(model).digest('hex');
  if (card.version !== version || card.sha256 !== sha256) {
    throw new Error(`The files of model ${version} are not those that its card describes`);
  }
  return { card, model };
}

/** The bytes of a version, wherever they are. */
export async function readModelBytes(
  modelsDir: string,
  store: Pick<ObjectStore, 'get'>,
  version: string,
): Promise<Buffer> {
  try {
    return await readFile(join(modelsDir, version, 'model.onnx'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return await store.get(modelKey(version));
  }
}

async function readShippedCard(modelsDir: string, version: string): Promise<InferenceCard> {
  const text = await readFile(join(modelsDir, version, 'card.json'), 'utf8');
  return cardShape.parse(JSON.parse(text));
}

function cardOf({ version, sha256, classes, input, thresholds }: ModelInUse): InferenceCard {
  return { version, sha256, classes, input, thresholds };
}
