import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { checkArchive } from '../../activities/clients/archive';
import { batchLimits } from '../../models/classification/limits';
import type { FileIntake } from './file-intake';

/** Stores an archive whose directory promises nothing harmful; throws the problem of any other. */
export async function receiveArchive(
  intake: FileIntake,
  key: string,
  stream: Readable,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'relais-upload-'));
  try {
    const path = join(folder, 'archive.zip');
    await pipeline(stream, createWriteStream(path));
    await checkArchive(path, batchLimits);
    const { size } = await stat(path);
    await intake.store(key, createReadStream(path), 'application/zip', size);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
