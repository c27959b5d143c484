// Rows as a file, sent as fast as the client takes them: one page is in memory, and the next is read when it has left.
import { Readable } from 'node:stream';
import type { Request } from 'express';
import { type CsvCell, csvLine } from './csv';
import { type Headers, reply, type Reply } from './operation';

/** What is exported under which name, and which columns of its rows: properties, or paths such as `error.code`. */
export interface Exported {
  name: string;
  columns: readonly string[];
  /** As `?format=` has it; else `Accept` decides. */
  format?: Format | undefined;
}

interface Column {
  name: string;
  path: string[];
}

type Format = 'json' | 'csv';
type Pages = AsyncIterable<object[]>;
type Writer = (columns: Column[], pages: Pages) => AsyncGenerator<string, void>;

// By the mark spreadsheets know that the text is UTF-8.
const byteOrderMark = '\uFEFF';
const types = { json: 'application/json', csv: 'text/csv; charset=utf-8' };

const writers: Record<Format, Writer> = {
  async *json(columns, pages) {
    let text = '{"results":[';
    let separator = '\n';
    for await (const rows of pages) {
      for (const row of rows) {
        const shown = columns.map(({ name, path }) => [name, valueAt(row, path)]);
        text += separator + JSON.stringify(Object.fromEntries(shown));
        separator = ',\n';
      }
      yield text;
      text = '';
    }
    yield '\n]}\n';
  },
  async *csv(columns, pages) {
    let text = byteOrderMark + csvLine(columns.map(({ name }) => name));
    for await (const rows of pages) {
      for (const row of rows) text += csvLine(columns.map(({ path }) => cell(valueAt(row, path))));
      if (text !== '') yield text;
      text = '';
    }
  },
};

/**
 * The answer that sends rows while they are read. The first page is read before anything is sent, so that what the
 * list refuses is refused with its problem; a later error breaks the transfer.
 */
export async function exportReply(
  request: Request,
  { name, columns, format = formatOf(request) }: Exported,
  pages: Pages,
): Promise<Reply<200, Readable>> {
  const shown = columns.map((path) => ({
    name: path.replaceAll('.', '_'),
    path: path.split('.'),
  }));
  const text = writers[format](shown, pages);
  const first = await text.next();
  const headers: Headers = {
    'content-type': types[format],
    'content-disposition': `attachment; filename="${fileName(name)}.${format}"`,
    'cache-control': 'no-store',
  };
  // Counted in bytes, a page is more than the stream wants to hold; counted in texts it would gather sixteen.
  return reply(200, Readable.from(joined(first, text), { objectMode: false }), headers);
}

async function* joined(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string, void>,
): AsyncGenerator<string> {
  try {
    if (!first.done) yield first.value;
    yield* rest;
  } finally {
    await rest.return();
  }
}

function formatOf(request: Request): Format {
  return request.accepts(['application/json', 'text/csv']) === 'text/csv' ? 'csv' : 'json';
}

/** Letters, digits, hyphens, underscores and dots, so that no header and no folder takes it for something else. */
function fileName(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replaceAll(/^[.-]+|[.-]+$/g, '');
  return plain.slice(0, 120) || 'export';
}

function valueAt(row: object, path: string[]): unknown {
  let value: unknown = row;
  for (const key of path) value = (value as Record<string, unknown> | null)?.[key];
  return value ?? null;
}

function cell(value: unknown): CsvCell {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as CsvCell);
}
