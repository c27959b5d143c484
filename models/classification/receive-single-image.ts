import type { Transaction } from '../../foundation/transaction';
import type { StoredFile } from './add-images';
import { receiveImage } from './classify-image';
import { deleteImage } from './delete-image';
import { findSingleImage } from './image.queries';

/**
 * Keeps a single image and asks for its classification, unless its owner has it already. One that failed gives way:
 * sending it again is the way to try it again.
 * @returns the id of the image that the owner has already; null when this one was kept
 */
export async function receiveSingleImage(
  tx: Transaction,
  owner_id: string,
  file: StoredFile & { media_type: string },
): Promise<string | null> {
  const { sha256 } = file;
  // The same content twice at once: the second waits here, then sees the first.
  await tx.sql.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [owner_id + sha256]);
  const earlier = await findSingleImage(tx.sql, { owner_id, sha256 });
  if (earlier && earlier.state !== 'failed') return earlier.id;
  if (earlier) await deleteImage(tx, earlier);
  await receiveImage(tx, owner_id, file);
  return null;
}
