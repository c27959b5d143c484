import type { Transaction } from '../../foundation/transaction';
import type { BatchOptions, BatchSource } from '../operations/batch';
import { createBatch } from '../operations/create-batch';
import { addImages, type ReceivedFile } from './add-images';
import { withModelVersion } from './run-model';
import { takeUploads } from './take-uploads';

export interface NewImageBatch {
  id: string;
  owner_id: string;
  name: string;
  source: BatchSource;
  options: BatchOptions;
  /** The files that came with the request; none for other sources. */
  files: ReceivedFile[];
  /** Uploads of the source to whose place nothing was sent. */
  absent: ReadonlySet<string>;
  now: Date;
}

/**
 * Creates a batch of images with what its source gives at once, and asks for its workflow.
 * @returns keys of stored files that nobody needs, because the batch has their content already
 */
export async function startImageBatch(tx: Transaction, batch: NewImageBatch): Promise<string[]> {
  const { files, absent, now, ...row } = batch;
  const { id: batch_id, owner_id, source } = row;
  const run = await createBatch(tx, {
    ...row,
    kind: 'classification',
    options: await withModelVersion(tx, batch.options),
    total: source.type === 'files' ? files.length : null,
  });
  if (source.type === 'uploads') {
    const { upload_ids } = source;
    await takeUploads(tx, { owner_id, batch_id, upload_ids, absent, now });
  }
  return source.type === 'files' ? await addImages(tx, run, files) : [];
}
