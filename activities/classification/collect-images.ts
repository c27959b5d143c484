// Turns the source of a batch into images and items, in slices that are each one transaction. A collection that is
// repeated goes through the same files in the same order and adds nothing twice.
import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import { transaction } from '../../foundation/transaction';
import { addImages, type ReceivedFile } from '../../models/classification/add-images';
import { Batch } from '../../models/operations/batch';
import { BatchItem } from '../../models/operations/batch-item';
import { BatchRun } from '../../models/operations/batch-run';
import { settleCollection } from '../../models/operations/work-batch';
import type { ImageBatchActivities } from '../../workflows/classification/contract';
import type { ObjectStore } from '../clients/object-store';
import { withHeartbeat } from '../heartbeat';
import { archiveSlices } from './archive-files';
import { slices, type SourceFile } from './source-slices';
import { prefixFiles, uploadedFiles } from './stored-files';

export interface CollectDependencies {
  database: Knex;
  objectStore: ObjectStore;
}

const atOnce = 8;

/** The collecting activity of the core queue. */
export function createCollectActivities(
  dependencies: CollectDependencies,
): Pick<ImageBatchActivities, 'collectImages'> {
  return {
    collectImages: ({ run_id }) => withHeartbeat((signal) => collect(dependencies, run_id, signal)),
  };
}

async function collect(
  dependencies: CollectDependencies,
  runId: string,
  signal: AbortSignal,
): Promise<number> {
  const { database } = dependencies;
  const run = await BatchRun.query(database).findById(runId).throwIfNotFound();
  if (run.item_count !== null) return run.item_count;
  const known = await knownItems(database, run);
  const source = await openSource(dependencies, run, known);
  let position = source.from;
  for await (const slice of source.slices) {
    signal.throwIfAborted();
    if (position + slice.length > known.count) await addSlice(dependencies, run, slice, position);
    position += slice.length;
  }
  if (position === 0) throw fail('batch_empty');
  const settled = { run_id: runId, item_count: position };
  await transaction(database, (tx) => settleCollection(tx, settled));
  return position;
}

/** What an earlier try has collected. */
interface KnownItems {
  count: number;
  last_name: string | undefined;
}

async function knownItems(database: Knex, run: BatchRun): Promise<KnownItems> {
  const items = BatchItem.query(database).where({ batch_id: run.batch_id });
  const last = await items.clone().orderBy('position', 'desc').first();
  return { count: await items.resultSize(), last_name: last?.source_name };
}

/** The files of the source from a position on: an archive never changes, what lies under a prefix may. */
async function openSource(
  dependencies: CollectDependencies,
  run: BatchRun,
  known: KnownItems,
): Promise<{ slices: AsyncIterable<SourceFile[]>; from: number }> {
  const { objectStore, database } = dependencies;
  const { owner_id, source } = await Batch.query(database).findById(run.batch_id).throwIfNotFound();
  switch (source.type) {
    case 'archive':
      return { slices: archiveSlices(objectStore, { ...source, owner_id }), from: 0 };
    case 'uploads':
      return { slices: slices(uploadedFiles(dependencies, { ...source, owner_id })), from: 0 };
    case 'prefix':
      return {
        slices: slices(prefixFiles(objectStore, { ...source, owner_id, known })),
        from: known.count,
      };
    case 'files':
      throw new Error('the items of received files exist from the start');
  }
}

async function addSlice(
  { database, objectStore }: CollectDependencies,
  run: BatchRun,
  slice: SourceFile[],
  position: number,
): Promise<void> {
  const files: ReceivedFile[] = [];
  for (let start = 0; start < slice.length; start += atOnce) {
    const some = slice.slice(start, start + atOnce);
    files.push(...(await Promise.all(some.map((file) => file.receive()))));
  }
  const duplicates = await transaction(database, (tx) => addImages(tx, run, files, position));
  await objectStore.delete(duplicates.filter((key) => key.startsWith('images/')));
}
