// How rows become a file: one page at a time, whatever they contain, and never half a file that looks whole.
import { setImmediate as turn } from 'node:timers/promises';
import type { Request } from 'express';
import { exportReply, type Exported } from '../../api/export-stream';
import { until } from '../support/until';

const accepting = (type: string) => ({ accepts: () => type }) as unknown as Request;
const json = accepting('application/json');

async function* pagesOf(...pages: object[][]): AsyncGenerator<object[]> {
  await turn();
  yield* pages;
}

async function textOf(exported: Exported, ...pages: object[][]): Promise<string> {
  const { body } = await exportReply(json, exported, pagesOf(...pages));
  const chunks = (await body.toArray()) as Buffer[];
  return Buffer.concat(chunks).toString();
}

const csv = { name: 'things', columns: ['id', 'error.code', 'tags'], format: 'csv' } as const;

describe('an export', () => {
  const rows = [
    { id: 1, error: { code: 'broken' }, tags: ['a'], more: 'x' },
    { id: 2, error: null },
  ];

  it('as JSON has the named columns, flat', async () => {
    const text = await textOf({ ...csv, format: 'json' }, rows, [], [{ id: 3 }]);
    expect(JSON.parse(text)).toEqual({
      results: [
        { id: 1, error_code: 'broken', tags: ['a'] },
        { id: 2, error_code: null, tags: null },
        { id: 3, error_code: null, tags: null },
      ],
    });
  });

  it('as CSV has a header, and lines that end as RFC 4180 has it', async () => {
    const text = await textOf(csv, rows, [{ id: 3, error: { code: 'é,"b"\n' }, tags: [] }]);
    expect(text).toBe(
      '\uFEFFid,error_code,tags\r\n1,broken,"[""a""]"\r\n2,,\r\n3,"é,""b""\n",[]\r\n',
    );
  });

  it('of nothing is whole all the same', async () => {
    expect(await textOf(csv, [])).toBe('\uFEFFid,error_code,tags\r\n');
    expect(JSON.parse(await textOf({ ...csv, format: 'json' }, []))).toEqual({ results: [] });
  });

  it.each([
    '=1',
    '+1',
    '-1',
    '@x',
    '\tx',
    '\rx',
    '\nx',
    ' =1',
    '\u00A0@x',
    '＝1',
    '＋1',
    '－1',
    '＠x',
  ])('runs nothing in a spreadsheet: %j', async (id) => {
    const text = await textOf(csv, [{ id }]);
    const line = text.slice(text.indexOf('\r\n') + 2);
    expect(line.replace(/^"/, '')).toMatch(/^'/);
  });

  it('leaves numbers, truths and plain texts as they are', async () => {
    const plain = { name: 'plain', columns: ['a', 'b', 'c', 'd'], format: 'csv' } as const;
    expect(await textOf(plain, [{ a: -1.5, b: false, c: 'a=b', d: "l'eau" }])).toContain(
      "-1.5,false,a=b,l'eau\r\n",
    );
  });

  it('is in the format that was asked for, or that Accept prefers', async () => {
    const { format: _format, ...open } = csv;
    const typeOf = async (request: Request, exported: Exported) =>
      (await exportReply(request, exported, pagesOf([]))).headers['content-type'];
    expect(await typeOf(accepting('text/csv'), open)).toBe('text/csv; charset=utf-8');
    expect(await typeOf(json, open)).toBe('application/json');
    expect(await typeOf(json, csv)).toBe('text/csv; charset=utf-8');
  });

  it.each([
    ['images', 'images.csv'],
    ['models/plum 4"\r\nx: y/shadow-runs', 'models-plum-4-x-y-shadow-runs.csv'],
    ['../../etc/passwd', 'etc-passwd.csv'],
    ['..', 'export.csv'],
  ])('has a name that is safe: %j', async (name, file) => {
    const { headers } = await exportReply(json, { ...csv, name }, pagesOf([]));
    expect(headers['content-disposition']).toBe(`attachment; filename="${file}"`);
  });
});

describe('a stream of pages', () => {
  const perPage = 100;
  let read: number;
  let ended: boolean;
  beforeEach(() => {
    [read, ended] = [0, false];
  });

  async function* manyPages(pages: number, failAt = Infinity): AsyncGenerator<object[]> {
    try {
      for (let page = 0; page < pages; page++) {
        await turn();
        if (page === failAt) throw new Error('the database is gone');
        read += 1;
        yield Array.from({ length: perPage }, (_, n) => ({
          id: page * perPage + n,
          tags: 'x'.repeat(900),
        }));
      }
    } finally {
      ended = true;
    }
  }

  it('holds a page or two of 100,000 rows, and reads on when they have left', async () => {
    const { body } = await exportReply(json, csv, manyPages(1_000));
    let [lines, ahead] = [0, 0];
    for await (const chunk of body) {
      lines += (chunk as Buffer).toString().split('\n').length - 1;
      // Turns in which a stream without back-pressure would have read on.
      for (let n = 0; n < 5; n++) await turn();
      ahead = Math.max(ahead, read - Math.floor(lines / perPage));
    }
    expect(lines).toBe(1 + 1_000 * perPage);
    expect(ahead).toBeLessThanOrEqual(2);
  });

  it('reads no more when nobody takes it', async () => {
    const { body } = await exportReply(json, csv, manyPages(1_000));
    body.once('readable', () => undefined);
    for (let n = 0; n < 50; n++) await turn();
    expect(read).toBeLessThanOrEqual(2);
    body.destroy();
    await until(() => ended);
    expect(read).toBeLessThanOrEqual(3);
  });

  it('breaks when a page cannot be read', async () => {
    const { body } = await exportReply(json, csv, manyPages(10, 3));
    await expect(body.toArray()).rejects.toThrow('the database is gone');
  });

  it('is refused at once when the first page is', async () => {
    await expect(exportReply(json, csv, manyPages(10, 0))).rejects.toThrow('the database is gone');
  });
});
