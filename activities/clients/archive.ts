// ZIP archives, read entry by entry and never trusted: names, counts and sizes are checked from the directory before
// anything is unpacked, and each entry is held to the size that the directory claims.
import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { type AppError, fail } from '../../foundation/errors';

/** What an archive may hold. Sizes in bytes, unpacked. */
export interface ArchiveLimits {
  maxFiles: number;
  maxTotalSize: number;
}

/** A file of an archive. */
export interface ArchiveEntry {
  name: string;
  size: number;
  open(): Promise<Readable>;
}

/** An archive that stays open for its entries; one that is being read is read to its end. */
export interface Archive {
  entries: ArchiveEntry[];
  close(): void;
}

/** A deflated entry larger than 1 MiB that shrinks more than this is a bomb; pictures hardly shrink at all. */
const maxRatio = 200;

/**
 * An archive with its files in the order of its directory; folders and hidden files are left out.
 * @throws `archive_invalid`, `archive_unsafe_name`, `archive_too_large`, `too_many_files`, `batch_empty` (all 4xx)
 */
export async function openArchive(path: string, limits: ArchiveLimits): Promise<Archive> {
  const zip = await open(path);
  try {
    return { entries: await readDirectory(zip, limits), close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** Throws what `openArchive` throws, and leaves nothing open. */
export async function checkArchive(path: string, limits: ArchiveLimits): Promise<void> {
  (await openArchive(path, limits)).close();
}

async function readDirectory(zip: yauzl.ZipFile, limits: ArchiveLimits): Promise<ArchiveEntry[]> {
  const entries: yauzl.Entry[] = [];
  let unpacked = 0;
  let packed = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (!isPictureFile(entry.fileName)) continue;
      assertReadable(entry);
      unpacked += entry.uncompressedSize;
      packed += entry.compressedSize;
      if (unpacked > limits.maxTotalSize || isBomb(entry)) throw fail('archive_too_large');
      if (entries.push(entry) > limits.maxFiles) throw fail('too_many_files');
    }
  } catch (error) {
    throw asProblem(error);
  }
  // Entries that share bytes unpack to many times what the file holds.
  if (packed > zip.fileSize) throw fail('archive_too_large', 'Entries of the archive overlap.');
  if (entries.length === 0) throw fail('batch_empty');
  return entries.map((entry) => ({
    name: entry.fileName,
    size: entry.uncompressedSize,
    open: () => zip.openReadStreamPromise(entry),
  }));
}

async function open(path: string): Promise<yauzl.ZipFile> {
  try {
    return await yauzl.openPromise(path, { autoClose: false, strictFileNames: true });
  } catch (error) {
    throw asProblem(error);
  }
}

function isPictureFile(name: string): boolean {
  const parts = name.split('/');
  return !name.endsWith('/') && !parts.some((part) => part === '__MACOSX' || /^\.[^.]/.test(part));
}

function assertReadable(entry: yauzl.Entry): void {
  if (entry.isEncrypted()) throw fail('archive_invalid', 'The archive is encrypted.');
  if (!entry.canDecodeFileData()) {
    throw fail('archive_invalid', 'The archive uses a compression other than deflate.');
  }
}

function isBomb({ uncompressedSize, compressedSize }: yauzl.Entry): boolean {
  return uncompressedSize > 1_048_576 && uncompressedSize > compressedSize * maxRatio;
}

function asProblem(error: unknown): AppError {
  if (error instanceof Error && 'code' in error && 'status' in error) return error as AppError;
  const reason = error instanceof Error ? error.message : '';
  const unsafe = /invalid relative path|absolute path|invalid characters/.test(reason);
  return fail(unsafe ? 'archive_unsafe_name' : 'archive_invalid');
}
