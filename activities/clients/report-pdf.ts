// A report as PDF on A4. The fonts are the standard ones that every reader has.
import { drawChart } from './report-chart';
import { drawMontage } from './report-montage';
import type { ReportPages } from './report-pages';
import {
  bytesOf,
  colours,
  fonts,
  makeRoom,
  margin,
  newPaper,
  type Paper,
  section,
  showable,
  widthOf,
} from './report-paper';
import { drawCounts, drawTable } from './report-table';

const badge = 64;

/** The report as the bytes of a PDF. */
export async function writeReportPdf(pages: ReportPages): Promise<Buffer> {
  const { heading, title, language, created } = pages;
  const paper = newPaper({ title: `${heading} – ${title}`, language, created });
  drawHead(paper, pages);
  drawGrade(paper, pages.grade);
  drawTable(paper, pages.table);
  drawChart(paper, pages.chart);
  drawCounts(paper, pages.counts);
  drawMontage(paper, pages.montage);
  drawNotes(paper, pages.notes);
  drawFooters(paper, pages);
  return await bytesOf(paper);
}

function drawHead(paper: Paper, { heading, title, grade, facts }: ReportPages): void {
  const width = widthOf(paper) - badge - 20;
  paper.font(fonts.bold).fontSize(9).fillColor(colours.accent);
  paper.text(showable(heading).toUpperCase(), margin, margin, { characterSpacing: 1 });
  paper.fontSize(20).fillColor(colours.ink).moveDown(0.2);
  paper.text(showable(title), margin, paper.y, { width, height: 50, ellipsis: true });
  paper.moveDown(0.3).fontSize(9);
  for (const { name, value, link } of facts) {
    paper.font(fonts.plain).fillColor(colours.quiet);
    paper.text(`${showable(name)}  `, margin, paper.y, { width, continued: true });
    paper.fillColor(colours.ink).text(showable(value), { continued: link !== undefined });
    if (!link) continue;
    paper.text('  ', { continued: true }).fillColor(colours.accent);
    paper.text(showable(link.text), { link: link.url, underline: true });
  }
  const below = paper.y;
  drawBadge(paper, grade);
  paper.x = margin;
  paper.y = Math.max(below, margin + badge + 18);
}

function drawBadge(paper: Paper, { name, letter }: ReportPages['grade']): void {
  const x = margin + widthOf(paper) - badge;
  paper.roundedRect(x, margin, badge, badge, 8).fill(colours.accent);
  paper.font(fonts.bold).fontSize(36).fillColor('#ffffff');
  const height = paper.currentLineHeight();
  paper.text(showable(letter), x, margin + (badge - height) / 2 + 4, {
    width: badge,
    align: 'center',
  });
  paper.font(fonts.plain).fontSize(8).fillColor(colours.quiet);
  paper.text(showable(name), x, margin + badge + 4, { width: badge, align: 'center' });
}

function drawGrade(paper: Paper, { text, rule }: ReportPages['grade']): void {
  const width = widthOf(paper);
  paper.moveDown(0.6);
  if (text !== null) {
    paper.font(fonts.bold).fontSize(9.5).fillColor(colours.defect);
    paper.text(showable(text), margin, paper.y, { width }).moveDown(0.2);
  }
  paper.font(fonts.plain).fontSize(8.5).fillColor(colours.quiet);
  paper.text(showable(rule), margin, paper.y, { width });
}

function drawNotes(paper: Paper, { title, lines }: ReportPages['notes']): void {
  makeRoom(paper, 135);
  section(paper, title);
  paper.font(fonts.plain).fontSize(8.5).fillColor(colours.ink);
  for (const line of lines) {
    const room = { width: widthOf(paper) - 12 };
    makeRoom(paper, paper.heightOfString(showable(line), room) + 4);
    const y = paper.y;
    paper.text('•', margin, y, { lineBreak: false });
    paper.text(showable(line), margin + 12, y, room).moveDown(0.25);
  }
}

function drawFooters(paper: Paper, { title, page }: ReportPages): void {
  const { count } = paper.bufferedPageRange();
  for (let at = 0; at < count; at += 1) {
    paper.switchToPage(at);
    // Text below the margin would begin a new page.
    paper.page.margins.bottom = 0;
    const y = paper.page.height - 34;
    paper.font(fonts.plain).fontSize(7.5).fillColor(colours.quiet);
    const half = widthOf(paper) / 2;
    paper.text(showable(title), margin, y, { width: half, height: 10, ellipsis: true });
    paper.text(showable(page(at + 1, count)), margin + half, y, { width: half, align: 'right' });
  }
}
