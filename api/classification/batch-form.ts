// A batch whose pictures come in the request itself: as files, or as one archive.
import { readForm, type FormLimits } from '../multipart';
import type { Context } from '../operation';
import { fail } from '../../foundation/errors';
import { batchLimits } from '../../models/classification/limits';
import { receiveArchive } from './batch-archive';
import type { BatchInput } from './batch-input';
import type { FileIntake } from './file-intake';

// A picture over its own limit becomes an item that says so; what refuses the request is the limit of an archive.
const limits: FormLimits = {
  files: batchLimits.maxFiles,
  fileBytes: 4 * 1024 ** 3,
  totalBytes: batchLimits.maxTotalSize,
  oversized: 'refuse',
};

/** Stores what the form brings. */
export async function receiveForm(
  context: Context<'createBatch'>,
  batchId: string,
  intake: FileIntake,
): Promise<BatchInput> {
  const archiveKey = `archives/${context.user.id}/${batchId}.zip`;
  let hasArchive = false;
  const form = await readForm(context, limits, async ({ field, filename, stream }) => {
    if (field !== 'archive') return await intake.take(filename, stream);
    hasArchive = true;
    await receiveArchive(intake, archiveKey, stream);
  });
  const files = await intake.received();
  if (hasArchive) {
    return { ...form, source: { type: 'archive', object_key: archiveKey }, files: [] };
  }
  if (files.length === 0)
    throw fail('batch_empty', 'The request has neither files nor an archive.');
  return { ...form, source: { type: 'files' }, files };
}
