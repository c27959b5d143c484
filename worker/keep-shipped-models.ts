import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { modelKey } from '../activities/clients/model-key';
import type { ObjectStore } from '../activities/clients/object-store';

/**
 * Puts the shipped models into the object store too: a later release may ship others, and the version that is active,
 * or the one that a rollback returns to, must still be found.
 */
export async function keepShippedModels(
  objectStore: Pick<ObjectStore, 'put'>,
  modelsDir: string,
): Promise<void> {
  const entries = await readdir(modelsDir, { withFileTypes: true });
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    const bytes = await readFile(join(modelsDir, name, 'model.onnx'));
    const contentType = 'application/octet-stream';
    await objectStore.put(modelKey(name), bytes, { contentType, size: bytes.length });
  }
}
