import { fail } from '../../foundation/errors';
import type { StoredFile } from '../../models/classification/add-images';
import { inspectImage } from '../../models/classification/inspect-image';
import { batchLimits } from '../../models/classification/limits';
import { readForm, type FormLimits } from '../multipart';
import type { Context } from '../operation';
import { bodyOf, readHead } from './arriving-bytes';
import type { FileIntake } from './file-intake';
import { problemOfItem } from './item-problem';

export type ReceivedImage = StoredFile & { media_type: string };

const limits: FormLimits = {
  // A second one is refused for what it is: a field that comes once.
  files: 2,
  fileBytes: batchLimits.maxFileSize,
  totalBytes: batchLimits.maxFileSize + 1024 * 1024,
  oversized: 'refuse',
};

/** Enough for the header of nearly every picture, the previews and profiles of cameras included. */
const headBytes = 256 * 1024;

/** Stores the picture of the form, once its first bytes say that it is one. */
export async function receivePicture(
  context: Context<'classifyImage'>,
  intake: FileIntake,
): Promise<ReceivedImage> {
  let received: ReceivedImage | undefined;
  await readForm(context, limits, async ({ filename, stream }) => {
    const arriving = await readHead(stream, headBytes);
    const found = inspectImage(arriving.head, { complete: arriving.rest === null });
    if (!found.ok) throw problemOfItem(found.error_code, found.detail);
    const stored = await intake.storeImage(filename, bodyOf(arriving, batchLimits.maxFileSize));
    received = { ...stored, media_type: found.media_type };
  });
  // The form was held to the contract, which requires the picture.
  if (!received) throw fail('internal');
  return received;
}
