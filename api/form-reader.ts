// The flow of a multipart request: parts in, one file at a time out, and a clean end whatever happens on either side.
import busboy, { type Busboy, type FieldInfo, type FileInfo } from 'busboy';
import type { Request } from 'express';
import type { Readable } from 'node:stream';
import { fail } from '../foundation/errors';
import type { Fields, FormCheck } from './form-check';

const fieldBytes = 64 * 1024;
// After a refusal the client is let finish, so that it reads the answer; but not for ever.
const readPastBytes = 256 * 1024 * 1024;

export interface FormLimits {
  files: number;
  fileBytes: number;
  totalBytes: number;
  /** What a file over `fileBytes` does: refuse the request, or end its stream there. */
  oversized: 'refuse' | 'cut';
}

export interface FilePart {
  field: string;
  filename: string;
  contentType: string;
  stream: Readable & { truncated?: boolean };
}

type TakeFile = (file: FilePart, fields: Fields) => Promise<void>;

/** Reads the whole form; resolves to its texts once every file was taken. */
export function readParts(
  request: Request,
  form: FormCheck,
  limits: FormLimits,
  take: TakeFile,
): Promise<Fields> {
  return new PartsReader(request, form, limits, take).read();
}

class PartsReader {
  private readonly parser: Busboy;
  private readonly texts = new Map<string, string[]>();
  private readonly counts = new Map<string, number>();
  private settle!: { resolve(fields: Fields): void; reject(error: unknown): void };
  /** Known to be right from the first file on. */
  private fields: Fields | undefined;
  private abandoned = false;
  /** Files are taken one after the other, whatever the parser found already. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly request: Request,
    private readonly form: FormCheck,
    private readonly limits: FormLimits,
    private readonly take: TakeFile,
  ) {
    this.parser = createParser(request, limits);
  }

  read(): Promise<Fields> {
    const { parser, request, limits } = this;
    const abandon = (error: unknown): void => this.abandon(error);
    parser.on('field', (...part) => this.guarded(() => this.onText(...part)));
    parser.on('file', (...part) => this.onFile(...part));
    parser.once('filesLimit', () =>
      abandon(fail('too_many_files', `At most ${limits.files} files.`)),
    );
    parser.once('fieldsLimit', () => abandon(fail('payload_too_large')));
    parser.once('error', (error) => abandon(fail('validation_failed', messageOf(error))));
    parser.once('close', () => {
      this.queue = this.queue.then(() => this.guarded(() => this.finish()));
    });
    request.once('close', () => {
      if (!request.complete) parser.destroy(new Error('The request was cut off.'));
    });
    limitTotal(request, limits, abandon);
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      request.pipe(parser);
    });
  }

  private onText(name: string, value: string, info: FieldInfo): void {
    if (this.fields) throw invalid(name, 'order', 'text parts come before files');
    if (info.valueTruncated || info.nameTruncated) throw fail('payload_too_large');
    this.texts.set(name, [...(this.texts.get(name) ?? []), value]);
  }

  private onFile(field: string, stream: Readable, info: FileInfo): void {
    // Without a listener a cut connection would end the process.
    stream.on('error', () => undefined);
    this.guarded(() => {
      const fields = (this.fields ??= this.form.texts(this.texts));
      countFile(this.form, this.counts, field);
      stream.once('limit', () => {
        if (this.limits.oversized === 'refuse') this.abandon(tooLarge(info, this.limits));
      });
      const part = partOf(field, stream, info);
      this.queue = this.queue
        .then(() => (this.abandoned ? undefined : this.take(part, fields)))
        .catch((error: unknown) => this.abandon(error));
    });
    if (this.abandoned) stream.resume();
  }

  private finish(): void {
    const fields = this.fields ?? this.form.texts(this.texts);
    this.form.whole(fields, this.counts);
    this.settle.resolve(fields);
  }

  private guarded(work: () => void): void {
    if (this.abandoned) return;
    try {
      work();
    } catch (error) {
      this.abandon(error);
    }
  }

  private abandon(error: unknown): void {
    if (this.abandoned) return;
    this.abandoned = true;
    this.request.unpipe(this.parser);
    // Not in the middle of what the parser is just emitting: it goes on with the stream that this would take away.
    process.nextTick(() => this.parser.destroy());
    readPast(this.request);
    // The file that is being taken fails with its stream; only then is nothing left behind.
    void this.queue.then(() => this.settle.reject(error));
  }
}

function createParser(request: Request, limits: FormLimits): Busboy {
  return busboy({
    headers: request.headers,
    defParamCharset: 'utf8',
    limits: {
      files: limits.files,
      fileSize: limits.fileBytes + 1,
      fields: 100,
      fieldSize: fieldBytes,
    },
  });
}

function limitTotal(
  request: Request,
  { totalBytes }: FormLimits,
  abandon: (e: unknown) => void,
): void {
  let total = 0;
  request.on('data', (chunk: Buffer) => {
    total += chunk.length;
    if (total > totalBytes) abandon(fail('payload_too_large', `At most ${totalBytes} bytes.`));
  });
}

function readPast(request: Request): void {
  let past = 0;
  request.on('data', (chunk: Buffer) => {
    past += chunk.length;
    if (past > readPastBytes) request.destroy();
  });
  request.resume();
}

function countFile(form: FormCheck, counts: Map<string, number>, field: string): void {
  const known = form.files.get(field);
  if (!known) throw invalid(field, 'additionalProperties', 'there is no such file part');
  const count = (counts.get(field) ?? 0) + 1;
  if (count > 1 && !known.many) throw invalid(field, 'maxItems', 'comes once at most');
  counts.set(field, count);
}

function partOf(field: string, stream: Readable, info: FileInfo): FilePart {
  return { field, filename: info.filename ?? '', contentType: info.mimeType, stream };
}

function tooLarge({ filename }: FileInfo, { fileBytes }: FormLimits): Error {
  return fail('payload_too_large', `${filename ?? 'A file'} has more than ${fileBytes} bytes.`);
}

function invalid(name: string, code: string, detail: string): Error {
  return fail('validation_failed', undefined, [{ pointer: `/${name}`, code, detail }]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'The form cannot be read.';
}
