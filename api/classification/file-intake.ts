// Stores the files of a request as they arrive, several small ones at a time, and removes them if the request fails.
import type { Readable } from 'node:stream';
import type { ObjectStore } from '../../activities/clients/object-store';
import { newId } from '../../foundation/ids';
import type { ReceivedFile, StoredFile } from '../../models/classification/add-images';
import { batchLimits } from '../../models/classification/limits';
import { bodyOf, FileTooLarge, readHead } from './arriving-bytes';

/** Files up to this size are held in memory, so that the next one arrives while they are stored. */
const heldBytes = 2 * 1024 * 1024;
const atOnce = 12;
const longestName = 255;

export class FileIntake {
  private readonly files: ReceivedFile[] = [];
  private readonly keys: string[] = [];
  private readonly storing = new Set<Promise<void>>();
  private failure: { error: unknown } | undefined;

  constructor(
    private readonly objectStore: ObjectStore,
    private readonly ownerId: string,
  ) {}

  /** Takes one file of a batch, in its place. Empty ones and those that are too large are refused, the rest goes on. */
  async take(name: string, stream: Readable): Promise<void> {
    if (this.failure) throw this.failure.error;
    const filename = shortName(name);
    const place = this.files.push({ filename, error_code: 'empty_file' }) - 1;
    const arriving = await readHead(stream, heldBytes);
    if (arriving.head.length === 0) return;
    const body = bodyOf(arriving, batchLimits.maxFileSize);
    const stored = this.storePlace(place, filename, body);
    if (arriving.rest) return await stored;
    this.inBackground(stored);
    if (this.storing.size >= atOnce) await Promise.race(this.storing);
  }

  /** The files in the order in which they came, once all are stored. */
  async received(): Promise<ReceivedFile[]> {
    await Promise.all(this.storing);
    if (this.failure) throw this.failure.error;
    return this.files;
  }

  /** Stores a file as an image. */
  async storeImage(filename: string, body: Buffer | Readable): Promise<StoredFile> {
    const image_id = newId();
    const object_key = `images/${this.ownerId}/${image_id}`;
    const stored = await this.store(object_key, body, 'application/octet-stream');
    return { filename: shortName(filename), object_key, image_id, ...stored };
  }

  /** Stores any object; it goes with the others if the request fails. */
  async store(
    key: string,
    body: Buffer | Readable,
    contentType: string,
    size?: number,
  ): Promise<{ size: number; sha256: string }> {
    this.keys.push(key);
    const known = size === undefined ? {} : { size };
    return await this.objectStore.put(key, body, { contentType, ...known });
  }

  /** Runs work that needs the stored objects; if it fails, and nothing refers to them, they are removed. */
  async guard<T>(isKept: () => Promise<boolean>, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.discard(isKept);
      throw error;
    }
  }

  // An answer that got lost may belong to a commit. Objects that cannot be told to be unneeded stay.
  private async discard(isKept: () => Promise<boolean>): Promise<void> {
    await Promise.all(this.storing);
    const kept = await isKept().catch(() => true);
    if (!kept) await this.objectStore.delete(this.keys).catch(() => undefined);
  }

  private async storePlace(
    place: number,
    filename: string,
    body: Buffer | Readable,
  ): Promise<void> {
    try {
      this.files[place] = await this.storeImage(filename, body);
    } catch (error) {
      if (!(error instanceof FileTooLarge)) throw error;
      this.files[place] = { filename, error_code: 'file_too_large' };
    }
  }

  private inBackground(work: Promise<void>): void {
    const watched = work
      .catch((error: unknown) => void (this.failure ??= { error }))
      .finally(() => this.storing.delete(watched));
    this.storing.add(watched);
  }
}

function shortName(name: string): string {
  return name.slice(0, longestName) || 'file';
}
