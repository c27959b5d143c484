import type { ReceivedFile } from '../../models/classification/add-images';

/** A file of a source, not yet fetched: `receive` stores or reads it while its slice is the newest. */
export interface SourceFile {
  filename: string;
  receive(): Promise<ReceivedFile>;
}

const sliceSize = 64;

/** The files of a source, as many at a time as become one transaction. */
export async function* slices(
  files: Iterable<SourceFile> | AsyncIterable<SourceFile>,
): AsyncIterable<SourceFile[]> {
  let slice: SourceFile[] = [];
  for await (const file of files) {
    slice.push(file);
    if (slice.length < sliceSize) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}
