// CSV (RFC 4180) that is safe to open in a spreadsheet.

/** What may stand in a cell. */
export type CsvCell = string | number | boolean | null;

// A spreadsheet takes these for the beginning of a formula, some of them behind blanks or in their wide forms.
const formula = /^(\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n])/;

/** A line of cells with its end. Spreadsheets of people who write a decimal comma expect semicolons. */
export function csvLine(cells: CsvCell[], separator: ',' | ';' = ','): string {
  return `${cells.map(cellText).join(separator)}\r\n`;
}

function cellText(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = formula.test(cell) ? `'${cell}` : cell;
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
