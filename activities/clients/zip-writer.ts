// ZIP archives, written as a stream: one entry after the other, nothing of them kept but their names.
import { PassThrough, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export interface ZipEntry {
  /** Its path in the archive. */
  path: string;
  content: Readable;
  modified: Date;
  /** Pictures do not get any smaller. */
  compress: boolean;
}

export interface ZipWriter {
  /** The archive; it ends after `end`, and breaks with the first entry that does. */
  output: Readable;
  /** Writes an entry, and returns once it was read to its end. */
  add(entry: ZipEntry): Promise<void>;
  end(): void;
  /** Breaks the archive off, with what is being written. */
  abort(error: Error): void;
}

/** An empty archive. */
export function createZipWriter(): ZipWriter {
  const zip = new ZipFile();
  const output = new PassThrough();
  let current: Readable | undefined;
  const abort = (error: Error): void => {
    current?.destroy(error);
    output.destroy(error);
  };
  // Whoever reads it may not have begun to.
  output.on('error', () => undefined);
  zip.outputStream.on('error', abort).pipe(output);
  zip.on('error', abort);
  return {
    output,
    abort,
    end: () => zip.end(),
    add: async ({ path, content, modified, compress }) => {
      if (output.destroyed) throw output.errored ?? new Error('The archive was broken off');
      current = content;
      const read = finished(content, { writable: false });
      zip.addReadStream(content, path, { mtime: modified, compress });
      await read;
    },
  };
}
