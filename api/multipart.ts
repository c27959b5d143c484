// Forms for handlers: texts are held to the contract, files are handed over as streams, one after the other, so that a
// form of thousands of files needs no more memory than one.
import { createHash, type Hash } from 'node:crypto';
import { Transform, type Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import type { OperationId, Operations } from '../openapi/generated/operations';
import { readParts, type FilePart, type FormLimits } from './form-reader';
import { hashOf } from './idempotency';
import type { Context } from './operation';

export type { FormLimits };

/** A file of a form while it arrives. */
export interface IncomingFile {
  field: string;
  filename: string;
  contentType: string;
  stream: Readable;
  /** Once the stream ended: whether it was cut at the limit. Only where oversized files are cut, not refused. */
  truncated(): boolean;
}

/**
 * The text parts of the request's form. `onFile` is awaited for each file in turn; when it throws, nothing more is read
 * and its error is thrown here. Texts come before files, so they are known to be right before the first file is taken.
 * When the request's key was answered already, files are hashed and dropped, and the stored answer is thrown.
 */
export async function readForm<K extends OperationId>(
  context: Pick<Context<K>, 'operation' | 'request' | 'idempotency'>,
  limits: FormLimits,
  onFile: (file: IncomingFile, fields: Operations[K]['form']) => Promise<void>,
): Promise<Operations[K]['form']> {
  const { operation, request, idempotency } = context;
  if (!operation.form) throw new Error(`${operation.id} takes no form`);
  const digests: string[][] = [];
  const fields = await readParts(request, operation.form, limits, async (part, known) => {
    const digest = idempotency.keyed ? createHash('sha256') : undefined;
    const stream = digest ? digested(part.stream, digest) : part.stream;
    if (!idempotency.answered) {
      const file = { ...part, stream, truncated: () => part.stream.truncated === true };
      await onFile(file, known as Operations[K]['form']);
    }
    await readToEnd(stream);
    if (digest) digests.push([part.field, part.filename, digest.digest('hex')]);
  });
  await idempotency.digest(hashOf([{ ...request.query }, fields, digests]));
  return fields as Operations[K]['form'];
}

function digested(stream: FilePart['stream'], digest: Hash): Readable {
  const tap = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      digest.update(chunk);
      done(null, chunk);
    },
  });
  // The consumer of the tap sees its failure.
  pipeline(stream, tap).catch(() => undefined);
  return tap;
}

/** Reads past what the consumer left, so that the next part can come. */
async function readToEnd(stream: Readable): Promise<void> {
  if (stream.readableEnded) return;
  if (stream.destroyed) throw new Error('The stream of a file was destroyed before its end');
  await finished(stream.resume());
}
