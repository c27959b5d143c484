// What a request for a batch asks for, however it comes.
import type { ObjectStore } from '../../activities/clients/object-store';
import { fail } from '../../foundation/errors';
import type { ReceivedFile } from '../../models/classification/add-images';
import type { BatchOptions, BatchSource } from '../../models/operations/batch';
import type { ClassificationBatchCreate } from '../../openapi/generated/types';

export interface BatchInput {
  name?: string;
  options?: BatchOptions;
  source: BatchSource;
  files: ReceivedFile[];
}

/** A batch of pictures that are in the store already. */
export function namedInput(body: ClassificationBatchCreate, ownerId: string): BatchInput {
  const { source, ...input } = body;
  if ('prefix' in source) {
    assertOwnPrefix(source.prefix, ownerId);
    return { ...input, source: { type: 'prefix', prefix: source.prefix }, files: [] };
  }
  const upload_ids = [...new Set(source.upload_ids.map((id) => id.toLowerCase()))];
  if (upload_ids.length === 0) throw fail('batch_empty', 'The list of uploads is empty.');
  return { ...input, source: { type: 'uploads', upload_ids }, files: [] };
}

function assertOwnPrefix(prefix: string, ownerId: string): void {
  const climbs = prefix.split('/').some((segment) => segment === '.' || segment === '..');
  if (prefix.startsWith(`imports/${ownerId}/`) && !climbs) return;
  throw fail('prefix_not_allowed', `The prefix must begin with imports/${ownerId}/.`);
}

const headsAtOnce = 32;

/** Those uploads of the source to whose place nothing was sent. */
export async function absentUploads(
  objectStore: ObjectStore,
  source: BatchSource,
  ownerId: string,
): Promise<ReadonlySet<string>> {
  const absent = new Set<string>();
  if (source.type !== 'uploads') return absent;
  const ids = source.upload_ids.values();
  const check = async (): Promise<void> => {
    for (const id of ids) {
      if (!(await objectStore.head(`uploads/${ownerId}/${id}`))) absent.add(id);
    }
  };
  await Promise.all(Array.from({ length: headsAtOnce }, check));
  return absent;
}
