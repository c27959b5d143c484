// CSV as people's programs write it (RFC 4180): read piece by piece, with commas or semicolons, and never more of it in
// memory than a line.

/** Thrown where a text is no CSV; `line` counts from 1. */
export class CsvError extends Error {
  constructor(
    readonly line: number,
    detail: string,
  ) {
    super(detail);
  }
}

/** A record, and the line on which it begins. */
export interface CsvRecord {
  line: number;
  cells: string[];
}

export interface CsvLimits {
  cells: number;
  cellLength: number;
}

/** The records of a text that arrives in pieces; blank lines are none. Which separator it has, the first line tells. */
export async function* readCsv(
  pieces: AsyncIterable<string> | Iterable<string>,
  limits: CsvLimits,
): AsyncGenerator<CsvRecord> {
  const parser = new CsvParser(limits);
  for await (const piece of pieces) yield* parser.take(piece);
  yield* parser.end();
}

class CsvParser {
  private separator: string | undefined;
  /** What came before the first line ended: its separator is not known yet. */
  private head = '';
  private line = 1;
  private begun = 1;
  private cells: string[] = [];
  private cell = '';
  /** `closed`: behind the quote that may end a cell, or be the first of two. */
  private state: 'plain' | 'quoted' | 'closed' = 'plain';
  private afterReturn = false;

  constructor(private readonly limits: CsvLimits) {}

  *take(piece: string): Generator<CsvRecord> {
    if (this.separator === undefined) {
      this.head += piece;
      if (/[\r\n]/.test(this.head)) yield* this.readHead();
      else if (this.head.length > this.limits.cellLength) {
        throw this.error('the first line is too long');
      }
    } else yield* this.read(piece);
  }

  *end(): Generator<CsvRecord> {
    if (this.separator === undefined) yield* this.readHead();
    if (this.state === 'quoted') throw new CsvError(this.begun, 'a quoted cell does not end');
    if (this.cell !== '' || this.cells.length > 0 || this.state === 'closed') yield* this.finish();
  }

  private *readHead(): Generator<CsvRecord> {
    const text = this.head.replace(/^\uFEFF/, '');
    const [first = ''] = text.split(/[\r\n]/, 1);
    this.separator = first.split(';').length > first.split(',').length ? ';' : ',';
    yield* this.read(text);
  }

  private *read(text: string): Generator<CsvRecord> {
    for (const character of text) {
      // The second half of a line's end that was read already.
      const isRest = character === '\n' && this.afterReturn;
      this.afterReturn = character === '\r';
      if (isRest && this.state !== 'quoted') continue;
      if (this.state === 'quoted') this.readQuoted(character, isRest);
      else if (character === '\n' || character === '\r') yield* this.finish();
      else this.readPlain(character);
    }
  }

  private readQuoted(character: string, isRest: boolean): void {
    if (character === '"') {
      this.state = 'closed';
      return;
    }
    if ((character === '\n' && !isRest) || character === '\r') this.line += 1;
    this.append(character);
  }

  private readPlain(character: string): void {
    if (character === this.separator) return this.finishCell();
    if (character === '"' && this.state === 'closed') this.state = 'quoted';
    else if (this.state === 'closed') throw this.error('a quoted cell goes on behind its end');
    else if (character === '"' && this.cell === '') {
      this.state = 'quoted';
      return;
    }
    this.append(character);
  }

  private append(character: string): void {
    this.cell += character;
    if (this.cell.length > this.limits.cellLength) throw this.error('a cell is too long');
  }

  private finishCell(): void {
    this.cells.push(this.cell);
    if (this.cells.length > this.limits.cells) throw this.error('there are too many cells');
    this.cell = '';
    this.state = 'plain';
  }

  private *finish(): Generator<CsvRecord> {
    this.finishCell();
    const record = { line: this.begun, cells: this.cells };
    this.cells = [];
    this.line += 1;
    this.begun = this.line;
    if (record.cells.some((cell) => cell !== '')) yield record;
  }

  private error(detail: string): CsvError {
    return new CsvError(this.line, detail);
  }
}
