import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { StoredObject } from './object-store';
import { Digest, digestOf } from './object-store-digest';

/** A body whose length is known before the first byte is sent, as a PUT to S3 needs it. */
export interface SizedBody {
  content: Buffer | Readable;
  length: number;
  /** Aborted when the body breaks: a request would wait for the rest of it for ever. */
  broken: AbortSignal;
  /** Size and hash, once the body was sent. */
  stored(): StoredObject;
  release(): Promise<void>;
}

const whole = {
  broken: new AbortController().signal,
  release: (): Promise<void> => Promise.resolve(),
};

/** Bytes in memory and streams of known size go straight through; a stream of unknown size waits in a file first. */
export async function sizedBody(body: Buffer | Readable, size?: number): Promise<SizedBody> {
  if (Buffer.isBuffer(body)) {
    const digest = digestOf(body, size);
    return { content: body, length: body.length, stored: () => digest, ...whole };
  }
  if (size === undefined) return spooled(body);
  const digest = new Digest(size);
  const controller = new AbortController();
  digest.once('error', (error) => controller.abort(error));
  // pipe() does not carry errors on; the digest then fails in the source's name.
  body.once('error', (error) => digest.destroy(error));
  return {
    content: body.pipe(digest),
    length: size,
    broken: controller.signal,
    stored: () => digest.result(),
    release: async () => void body.unpipe(digest),
  };
}

async function spooled(body: Readable): Promise<SizedBody> {
  const folder = await mkdtemp(join(tmpdir(), 'relais-upload-'));
  const release = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'body');
    const digest = new Digest();
    await pipeline(body, digest, createWriteStream(path));
    const stored = digest.result();
    return {
      content: createReadStream(path),
      length: stored.size,
      stored: () => stored,
      ...whole,
      release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}
