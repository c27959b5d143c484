import fc from 'fast-check';
import { csvLine } from '../../api/csv';
import { CsvError, type CsvRecord, readCsv } from '../../api/csv-reader';

const limits = { cells: 5, cellLength: 100 };

async function records(pieces: string[]): Promise<CsvRecord[]> {
  const found: CsvRecord[] = [];
  for await (const record of readCsv(pieces, limits)) found.push(record);
  return found;
}

const cellsOf = async (text: string): Promise<string[][]> =>
  (await records([text])).map(({ cells }) => cells);

describe('CSV that is read', () => {
  it('is what was written, however it is cut into pieces', async () => {
    // Without what our own writer changes for the sake of spreadsheets.
    const cell = fc.string({ maxLength: 8 }).filter((text) => !/^(\s*[=+\-@]|[\t\r\n])/.test(text));
    const rare = fc.constantFrom('a"b', 'two\r\nlines', 'semi;colon', 'a,b', '"', ' x ', 'é👨‍👩‍👧');
    const row = fc.array(fc.oneof(cell, rare), { minLength: 2, maxLength: 5 });
    const rows = fc.array(
      row.filter((cells) => cells.some((text) => text !== '')),
      { minLength: 1, maxLength: 6 },
    );
    const separators = fc.constantFrom(',' as const, ';' as const);
    await fc.assert(
      fc.asyncProperty(
        rows,
        separators,
        fc.integer({ min: 1, max: 9 }),
        async (table, mark, size) => {
          const head = ['a', 'b', 'c'];
          const text = [head, ...table].map((cells) => csvLine(cells, mark)).join('');
          const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'gu')) ?? [];
          expect((await records(pieces)).map(({ cells }) => cells)).toEqual([head, ...table]);
        },
      ),
    );
  });

  it('tells the line on which each record begins', async () => {
    const text = 'a,b\r\n"two\nlines",1\n\n\rlast,"x"';
    expect((await records([text])).map(({ line }) => line)).toEqual([1, 2, 6]);
    expect((await cellsOf(text)).at(-1)).toEqual(['last', 'x']);
  });

  it('may begin with a byte order mark and be empty', async () => {
    expect(await cellsOf('\uFEFFa;b\n1,5;2')).toEqual([
      ['a', 'b'],
      ['1,5', '2'],
    ]);
    expect(await cellsOf('')).toEqual([]);
    expect(await cellsOf('\n\n')).toEqual([]);
  });

  it.each([
    ['a,b\n"open', 2, 'a quoted cell does not end'],
    ['a,b\n"x"y,2', 2, 'a quoted cell goes on behind its end'],
    [`a,b\n1\n${'x'.repeat(101)}`, 3, 'a cell is too long'],
    ['a,b\n1,2,3,4,5,6', 2, 'there are too many cells'],
    ['x'.repeat(101), 1, 'the first line is too long'],
  ])('%j is none', async (text, line, message) => {
    const failure = await records([text]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CsvError);
    expect(failure).toMatchObject({ line, message });
  });
});
