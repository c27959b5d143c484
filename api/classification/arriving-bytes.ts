import { Readable } from 'node:stream';

/** The file goes on beyond the bytes that it may have. */
export class FileTooLarge extends Error {}

/** The first bytes of a stream. `rest` yields what follows them; null when they are all there is. */
export interface Arriving {
  head: Buffer;
  rest: AsyncIterator<Buffer> | null;
}

/** Reads at least as many bytes as asked for, or the whole stream; what is left stays in the stream. */
export async function readHead(stream: Readable, bytes: number): Promise<Arriving> {
  const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  const head: Buffer[] = [];
  for (let size = 0; size < bytes;) {
    const next = await chunks.next();
    if (next.done) return { head: Buffer.concat(head), rest: null };
    head.push(next.value);
    size += next.value.length;
  }
  return { head: Buffer.concat(head), rest: chunks };
}

/** The file as one piece where it has arrived, else as a stream that fails with `FileTooLarge` past the limit. */
export function bodyOf({ head, rest }: Arriving, maxBytes: number): Buffer | Readable {
  if (!rest) return head;
  return Readable.from(limited(head, rest, maxBytes), { objectMode: false });
}

async function* limited(
  head: Buffer,
  rest: AsyncIterator<Buffer>,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  let size = head.length;
  try {
    yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      size += next.value.length;
      if (size > maxBytes) throw new FileTooLarge();
      yield next.value;
    }
  } finally {
    // Lets go of the stream, or what is left of it could not be read past.
    await rest.return?.();
  }
}
