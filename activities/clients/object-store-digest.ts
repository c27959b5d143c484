import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import type { StoredObject } from './object-store';

/** Counts and hashes what flows through, and breaks the stream where it grows past `size` or ends short of it. */
export class Digest extends Transform {
  private readonly hash = createHash('sha256');
  private bytes = 0;

  constructor(private readonly size?: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    if (this.size !== undefined && this.bytes > this.size) return done(wrongSize(this.size));
    this.hash.update(chunk);
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    const short = this.size !== undefined && this.bytes !== this.size;
    done(short ? wrongSize(this.size) : null);
  }

  /** Size and hash of everything that came; call it once, after the end. */
  result(): StoredObject {
    return { size: this.bytes, sha256: this.hash.digest('hex') };
  }
}

/** Size and hash of bytes in memory, held to the declared size. */
export function digestOf(body: Buffer, size?: number): StoredObject {
  if (size !== undefined && body.length !== size) throw wrongSize(size);
  return { size: body.length, sha256: createHash('sha256').update(body).digest('hex') };
}

function wrongSize(size: number | undefined): Error {
  return new Error(`The body is not of the declared ${size} bytes`);
}
