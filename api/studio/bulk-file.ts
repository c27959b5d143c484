// Posts in a file: JSON or CSV, told apart by how it begins; CSV is read as it arrives.
import type { Readable } from 'node:stream';
import { fail } from '../../foundation/errors';
import { CsvError, readCsv } from '../csv-reader';
import { type FormLimits, readForm } from '../multipart';
import type { Context } from '../operation';

/** What one line says; `undefined` where it has more cells than there are columns. */
export interface BulkLine {
  line: number;
  body: Record<string, unknown> | undefined;
}

const mostPosts = 5_000;

const megabyte = 1024 * 1024;
const limits: FormLimits = {
  // A second one is refused for what it is: a field that comes once.
  files: 2,
  fileBytes: 16 * megabyte,
  totalBytes: 17 * megabyte,
  oversized: 'refuse',
};
const csvLimits = { cells: 50, cellLength: 70_000 };

/** The posts of the request, wherever they are. */
export async function readLines(context: Context<'schedulePosts'>): Promise<BulkLine[]> {
  const { body } = context;
  if (body) return linesOf(body.posts);
  let lines: BulkLine[] = [];
  await readForm(context, limits, async ({ stream }) => {
    lines = await readFile(stream);
  });
  if (lines.length > 0) return lines;
  throw fail('bulk_file_invalid', 'The file has no posts.');
}

async function readFile(stream: Readable): Promise<BulkLine[]> {
  try {
    const pieces = decoded(stream);
    let begin = '';
    while (begin.trim() === '') {
      const { value, done } = await pieces.next();
      if (done) break;
      begin += value;
    }
    if (/^[\s\uFEFF]*[[{]/.test(begin)) return readJson(begin + (await rest(pieces)));
    return await csvLines(begin, pieces);
  } catch (error) {
    throw unreadable(error);
  }
}

async function* decoded(stream: Readable): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of stream) yield decoder.decode(chunk as Buffer, { stream: true });
  yield decoder.decode();
}

async function rest(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

function readJson(text: string): BulkLine[] {
  const parsed = JSON.parse(text) as unknown;
  const posts = Array.isArray(parsed) ? parsed : (parsed as { posts?: unknown } | null)?.posts;
  if (Array.isArray(posts)) return linesOf(posts);
  throw fail(
    'bulk_file_invalid',
    'The JSON is neither a list of posts nor an object with `posts`.',
  );
}

function linesOf(posts: unknown[]): BulkLine[] {
  if (posts.length > mostPosts) throw tooMany();
  return posts.map((body, index) => ({ line: index + 1, body: body as BulkLine['body'] }));
}

async function csvLines(begin: string, pieces: AsyncIterable<string>): Promise<BulkLine[]> {
  const all = (async function* () {
    yield begin;
    yield* pieces;
  })();
  const lines: BulkLine[] = [];
  let columns: string[] | undefined;
  for await (const { line, cells: given } of readCsv(all, csvLimits)) {
    const cells = filledOf(given);
    if (!columns) {
      columns = columnsOf(cells);
      continue;
    }
    if (lines.length === mostPosts) throw tooMany();
    const fits = cells.length <= columns.length;
    lines.push({ line, body: fits ? bodyOf(columns, cells) : undefined });
  }
  return lines;
}

/** Spreadsheets write empty cells at the ends of lines, to the width of the widest. */
function filledOf(cells: string[]): string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== '') + 1);
}

const list = (text: string): string[] => text.split(/[\s,]+/).filter((part) => part !== '');

/** What each column makes of a cell. */
const fields: Record<string, (text: string) => unknown> = {
  image: (text) => text.trim(),
  images: list,
  scheduled_time: (text) => text.trim().replace(' ', 'T'),
  timezone: (text) => text.trim(),
  platform: (text) => text.trim(),
  platforms: list,
  accounts: (text) => list(text).map((account_id) => ({ account_id })),
  caption: (text) => text,
  hashtags: list,
  link: (text) => text.trim(),
  template_id: (text) => text.trim(),
};

const variable = /^variables\.[a-z][a-z0-9_]*$/;

function columnsOf(cells: string[]): string[] {
  const columns = cells.map((cell) => cell.trim().toLowerCase());
  const unknown = columns.filter((name) => !Object.hasOwn(fields, name) && !variable.test(name));
  const twice = columns.filter((name, index) => columns.indexOf(name) !== index);
  if (unknown.length === 0 && twice.length === 0) return columns;
  const named = [...unknown, ...twice].map((name) => `"${name.slice(0, 40)}"`).join(', ');
  const what = unknown.length > 0 ? 'Not known as columns' : 'There twice';
  throw fail(
    'bulk_file_invalid',
    `${what}: ${named}. Known are: ${Object.keys(fields).join(', ')}.`,
  );
}

function bodyOf(columns: string[], cells: string[]): Record<string, unknown> {
  const filled = columns.flatMap((name, index) => {
    const cell = cells[index] ?? '';
    return cell.trim() === '' ? [] : [[name, fields[name]?.(cell) ?? cell] as const];
  });
  const given = filled.filter(([name]) => variable.test(name));
  const variables = given.map(([name, value]) => [name.slice('variables.'.length), value]);
  return {
    ...Object.fromEntries(filled.filter(([name]) => !variable.test(name))),
    ...(given.length > 0 && { variables: Object.fromEntries(variables) as unknown }),
  };
}

function tooMany(): Error {
  return fail('payload_too_large', `At most ${mostPosts} posts.`);
}

/** Faults of the text are told; anything else, such as a request that broke off, is what it is. */
function unreadable(error: unknown): unknown {
  if (error instanceof CsvError) {
    return fail('bulk_file_invalid', `Line ${error.line}: ${error.message}.`);
  }
  if (error instanceof SyntaxError) return fail('bulk_file_invalid', 'The JSON has a fault.');
  if (isEncoding(error)) return fail('bulk_file_invalid', 'The file is not UTF-8.');
  return error;
}

function isEncoding(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
}
