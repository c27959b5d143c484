import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

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
  thresholds: z.object({ uncertain_below: z.number().min(0).max(1) }),
});

/** The parts of a model's card that inference stands on. */
export type InferenceCard = z.infer<typeof cardShape>;

const versionShape = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Reads a version's card and model, and refuses a model file that is not the one its card describes. */
export async function readModelFiles(
  modelsDir: string,
  version: string,
): Promise<{ card: InferenceCard; model: Buffer }> {
  if (!versionShape.test(version)) throw new Error('Not the name of a model version');
  const folder = join(modelsDir, version);
  const [text, model] = await Promise.all([
    readFile(join(folder, 'card.json'), 'utf8'),
    readFile(join(folder, 'model.onnx')),
  ]);
  const card = cardShape.parse(JSON.parse(text));
  const sha256 = createHash('sha256').update(model).digest('hex');
  if (card.version !== version || card.sha256 !== sha256) {
    throw new Error(`The files of model ${version} are not those that its card describes`);
  }
  return { card, model };
}
