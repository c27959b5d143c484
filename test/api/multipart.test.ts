import express from 'express';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { loadContract } from '../../api/contract';
import type { Idempotency } from '../../api/idempotency';
import { readForm, type FormLimits, type IncomingFile } from '../../api/multipart';
import { createBatchForm } from '../../clients/typescript';
import { createClient } from '../../clients/typescript/client';
import { AppError } from '../../foundation/errors';
import { until } from '../support/until';

const operation = loadContract().find('POST', '/classification/batches');
const roomy: FormLimits = {
  files: 5000,
  fileBytes: 1 << 20,
  totalBytes: 1 << 28,
  oversized: 'refuse',
};

let server: Server;
let url: string;
let limits: FormLimits;
let idempotency: Idempotency;
let take: (file: IncomingFile) => Promise<void>;
let ended: { fields?: unknown; error?: unknown } | undefined;

beforeAll(async () => {
  const app = express();
  app.post('/classification/batches', async (request, response) => {
    try {
      const fields = await readForm<'createBatch'>(
        { operation, request, idempotency },
        limits,
        take,
      );
      ended = { fields };
      response.status(202).json(fields);
    } catch (error) {
      ended = { error };
      const { code, status, errors } = error as AppError;
      response.status(status ?? 500).json({ code, errors });
    }
  });
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  limits = roomy;
  ended = undefined;
  idempotency = { keyed: false, answered: false, digest: () => Promise.resolve() };
  take = async ({ stream }) => void (await buffer(stream));
});

const file = (name: string, content: string | Uint8Array<ArrayBuffer>): File =>
  new File([content], name, { type: 'image/jpeg' });
const pictures = (count: number): File[] =>
  Array.from({ length: count }, (_, index) => file(`p${index}.jpg`, `picture ${index}`));
async function send(parts: [string, string | File][]): Promise<Record<string, unknown>> {
  const body = new FormData();
  for (const [name, value] of parts) body.append(name, value);
  const response = await fetch(`${url}/classification/batches`, { method: 'POST', body });
  return { status: response.status, ...((await response.json()) as object) };
}

test('the generated client sends thousands of files, which arrive one after the other', async () => {
  const seen: string[] = [];
  let atOnce = 0;
  take = async ({ field, filename, contentType, stream }) => {
    atOnce += 1;
    expect(atOnce).toBe(1);
    seen.push(`${field} ${filename} ${contentType} ${(await buffer(stream)).toString()}`);
    atOnce -= 1;
  };
  const images = pictures(3000);
  const { response } = await createBatchForm({
    client: createClient({ baseUrl: url }),
    body: { images, name: 'Verger n° 7', options: { stop_at_failure_rate: 0.5 } },
  });
  expect(response.status).toBe(202);
  expect(ended?.fields).toEqual({
    name: 'Verger n° 7',
    options: { stop_at_failure_rate: 0.5 },
  });
  expect(seen).toHaveLength(3000);
  expect(seen[2999]).toBe('images p2999.jpg image/jpeg picture 2999');
});

test('large files flow at the pace of the consumer', async () => {
  let bytes = 0;
  take = async ({ stream }) => {
    for await (const chunk of stream) {
      bytes += (chunk as Buffer).length;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  limits = { ...roomy, fileBytes: 1 << 26 };
  const size = 20 << 20;
  expect(await send([['images', file('large.jpg', new Uint8Array(size))]])).toMatchObject({
    status: 202,
  });
  expect(bytes).toBe(size);
});

test.each<[string, [string, string | File][], object]>([
  [
    'an unknown text',
    [['colour', 'red']],
    { errors: [{ pointer: '/colour', code: 'additionalProperties' }] },
  ],
  ['an unknown file', [['movies', file('a', 'a')]], { errors: [{ pointer: '/movies' }] }],
  [
    'a text that is too long',
    [['name', 'x'.repeat(201)]],
    { errors: [{ pointer: '/name', code: 'maxLength' }] },
  ],
  ['a text where a file is due', [['images', 'not a file']], { errors: [{ pointer: '/images' }] }],
  [
    'a second file where one is due',
    [
      ['archive', file('a', 'a')],
      ['archive', file('b', 'b')],
    ],
    { errors: [{ pointer: '/archive', code: 'maxItems' }] },
  ],
  [
    'texts after files',
    [
      ['images', file('a', 'a')],
      ['name', 'late'],
    ],
    { errors: [{ pointer: '/name', code: 'order' }] },
  ],
  [
    'options that are no JSON',
    [['options', '{']],
    { errors: [{ pointer: '/options', code: 'type' }] },
  ],
])('refuses %s', async (_what, parts, expected) => {
  expect(await send(parts)).toMatchObject({ status: 400, code: 'validation_failed', ...expected });
});

test('refuses what is over a limit', async () => {
  limits = { ...roomy, files: 10 };
  expect(await send(pictures(10).map((one) => ['images', one]))).toMatchObject({ status: 202 });
  expect(await send(pictures(11).map((one) => ['images', one]))).toMatchObject({
    status: 413,
    code: 'too_many_files',
  });
  limits = { ...roomy, fileBytes: 10 };
  expect(await send([['images', file('just.jpg', 'x'.repeat(10))]])).toMatchObject({ status: 202 });
  const large: [string, File][] = [['images', file('large.jpg', 'x'.repeat(11))]];
  expect(await send(large)).toMatchObject({ status: 413, code: 'payload_too_large' });
  limits = { ...roomy, totalBytes: 100 };
  expect(await send(large)).toMatchObject({ status: 413, code: 'payload_too_large' });
});

test('cuts an oversized file where asked, says so, and reads on', async () => {
  limits = { ...roomy, fileBytes: 10, oversized: 'cut' };
  const seen: unknown[] = [];
  take = async ({ filename, stream, truncated }) => {
    const { length } = await buffer(stream);
    seen.push([filename, length, truncated()]);
  };
  const files = [file('large.jpg', 'x'.repeat(100_000)), file('small.jpg', 'x')];
  expect(await send(files.map((one) => ['images', one]))).toMatchObject({ status: 202 });
  expect(seen).toEqual([
    ['large.jpg', 11, true],
    ['small.jpg', 1, false],
  ]);
});

test('takes no more files after a refusal, and the error is the consumer’s', async () => {
  const taken: string[] = [];
  take = async ({ filename, stream }) => {
    taken.push(filename);
    await buffer(stream);
    if (taken.length === 3) throw new AppError('not_an_image');
  };
  expect(await send(pictures(2000).map((one) => ['images', one]))).toMatchObject({
    status: 422,
    code: 'not_an_image',
  });
  expect(taken).toHaveLength(3);
});

test('a file that the consumer leaves unread does not hold up the next', async () => {
  const taken: string[] = [];
  take = async ({ filename }) => void taken.push(filename);
  const large = file('large.jpg', new Uint8Array(900_000));
  expect(
    await send([
      ['images', large],
      ['images', file('b.jpg', 'b')],
    ]),
  ).toMatchObject({ status: 202 });
  expect(taken).toEqual(['large.jpg', 'b.jpg']);
});

/** A request that is cut off, or ends, after some bytes of a form. */
function sendRaw(text: string, end: boolean): ReturnType<typeof httpRequest> {
  const headers = { 'content-type': 'multipart/form-data; boundary="b"' };
  const sent = httpRequest(`${url}/classification/batches`, { method: 'POST', headers });
  sent.once('error', () => undefined);
  sent.write(text);
  if (end) sent.end();
  return sent;
}
const opened =
  '--b\r\ncontent-disposition: form-data; name="images"; filename="a.jpg"\r\n\r\nthe beginning';

test('a client that goes away ends the file that is being taken, and the form', async () => {
  let started = false;
  let failed: unknown;
  take = async ({ stream }) => {
    stream.once('data', () => (started = true));
    await buffer(stream).catch((error: unknown) => {
      failed = error;
      throw error;
    });
  };
  const sent = sendRaw(opened, false);
  await until(() => started);
  sent.destroy();
  await until(() => ended !== undefined);
  expect(failed).toBeInstanceOf(Error);
  expect(ended?.error).toMatchObject({ code: 'validation_failed' });
});

test('a form that ends too early is refused', async () => {
  sendRaw(opened, true);
  await until(() => ended !== undefined);
  expect(ended?.error).toMatchObject({ code: 'validation_failed' });
});

test('with a key the payload is named by its texts and files; an answered one takes nothing', async () => {
  const digests: string[] = [];
  const taken: string[] = [];
  take = async ({ filename, stream }) => {
    taken.push(filename);
    await buffer(stream);
  };
  const digest = (hash: string): Promise<void> => Promise.resolve(void digests.push(hash));
  idempotency = { keyed: true, answered: false, digest };
  const form = (content: string): [string, string | File][] => [
    ['name', 'one'],
    ['images', file('a.jpg', content)],
  ];
  await send(form('same'));
  await send(form('other'));
  idempotency = { keyed: true, answered: true, digest };
  await send(form('same'));
  expect(digests[0]).toBe(digests[2]);
  expect(digests[0]).not.toBe(digests[1]);
  expect(taken).toEqual(['a.jpg', 'a.jpg']);
});
