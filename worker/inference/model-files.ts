// Where the file of a version is found: in the folder of the shipped ones, else in the object store.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { modelKey } from '../../activities/clients/model-key';
import type { ObjectStore } from '../../activities/clients/object-store';
import type { ModelInUse } from './messages';

const versionShape = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Reads a version's model by what its row says. A file that is not the one described is refused. */
export async function readModelFile(
  modelsDir: string,
  store: Pick<ObjectStore, 'get'>,
  { version, sha256 }: ModelInUse,
): Promise<Buffer> {
  if (!versionShape.test(version)) throw new Error('Not the name of a model version');
  const model = await readModelBytes(modelsDir, store, version);
  if (createHash('sha256').update(model).digest('hex') !== sha256) {
    throw new Error(`The file of model ${version} is not the one that its card describes`);
  }
  return model;
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
