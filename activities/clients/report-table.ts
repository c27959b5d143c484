import type { ReportPages } from './report-pages';
import {
  colours,
  fonts,
  makeRoom,
  margin,
  type Paper,
  section,
  showable,
  widthOf,
} from './report-paper';

const rowHeight = 19;
const headHeight = 24;
/** Shares of the width; the first column holds names. */
const columns = [0.19, 0.1, 0.12, 0.13, 0.13, 0.11, 0.22];

/** The table of classes, its last row set apart. */
export function drawTable(paper: Paper, { head, rows, last }: ReportPages['table']): void {
  paper.moveDown(0.8);
  paper.font(fonts.bold).fontSize(8).fillColor(colours.quiet);
  drawRow(paper, head, headHeight);
  rule(paper, colours.ink);
  paper.font(fonts.plain).fontSize(9.5).fillColor(colours.ink);
  rows.forEach((row, at) => {
    if (at % 2 === 1) {
      paper.rect(margin, paper.y, widthOf(paper), rowHeight).fill(colours.band);
      paper.fillColor(colours.ink);
    }
    drawRow(paper, row, rowHeight);
  });
  rule(paper, colours.ink);
  paper.font(fonts.bold);
  drawRow(paper, last, rowHeight);
}

function drawRow(paper: Paper, cells: string[], height: number): void {
  const top = paper.y;
  let x = margin;
  cells.forEach((cell, at) => {
    const width = (columns[at] ?? 0) * widthOf(paper);
    const text = showable(cell);
    const align = at === 0 ? 'left' : 'right';
    const room = { width: width - 10, align } as const;
    const y = top + height / 2 - paper.heightOfString(text, room) / 2 + 1;
    paper.text(text, x + 5, y, room);
    x += width;
  });
  paper.x = margin;
  paper.y = top + height;
}

function rule(paper: Paper, colour: string): void {
  paper
    .lineWidth(0.7)
    .moveTo(margin, paper.y)
    .lineTo(margin + widthOf(paper), paper.y);
  paper.strokeColor(colour).stroke();
}

/** Names and counts in two columns. */
export function drawCounts(paper: Paper, { title, rows }: ReportPages['counts']): void {
  section(paper, title);
  const width = 300;
  makeRoom(paper, rows.length * 15 + 30);
  for (const [name, count] of rows) {
    const y = paper.y;
    paper.font(fonts.plain).fontSize(9.5).fillColor(colours.ink);
    paper.text(showable(name), margin, y, { width: width - 60 });
    const below = paper.y;
    paper.text(showable(count), margin + width - 60, y, { width: 60, align: 'right' });
    paper.x = margin;
    paper.y = below + 3;
  }
}
