import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { newId } from '../../foundation/ids';
import type { ReceivedFile } from '../../models/classification/add-images';
import { batchLimits } from '../../models/classification/limits';
import { type ArchiveEntry, openArchive } from '../clients/archive';
import type { ObjectStore } from '../clients/object-store';
import { slices, type SourceFile } from './source-slices';

/** The pictures of a stored archive, unpacked one by one as they are received; it closes behind the last slice. */
export async function* archiveSlices(
  objectStore: ObjectStore,
  { object_key, owner_id }: { object_key: string; owner_id: string },
): AsyncIterable<SourceFile[]> {
  const folder = await mkdtemp(join(tmpdir(), 'relais-archive-'));
  try {
    const path = join(folder, 'archive.zip');
    await pipeline(await objectStore.stream(object_key), createWriteStream(path));
    const archive = await openArchive(path, batchLimits);
    try {
      const receive = (entry: ArchiveEntry) => receiveEntry(objectStore, entry, owner_id);
      yield* slices(
        archive.entries.map((entry) => ({ filename: entry.name, receive: () => receive(entry) })),
      );
    } finally {
      archive.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function receiveEntry(
  objectStore: ObjectStore,
  entry: ArchiveEntry,
  ownerId: string,
): Promise<ReceivedFile> {
  const filename = entry.name;
  if (entry.size === 0) return { filename, error_code: 'empty_file' };
  if (entry.size > batchLimits.maxFileSize) return { filename, error_code: 'file_too_large' };
  const image_id = newId();
  const object_key = `images/${ownerId}/${image_id}`;
  const body = await entry.open();
  let broken = false;
  body.once('error', () => (broken = true));
  try {
    const stored = await objectStore.put(object_key, body, {
      contentType: 'application/octet-stream',
    });
    return { filename, object_key, image_id, ...stored };
  } catch (error) {
    // A damaged entry is this file's fate; a store that fails is waited out with the whole activity.
    if (broken) return { filename, error_code: 'image_truncated' };
    throw error;
  }
}
