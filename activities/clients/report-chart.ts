import type { ReportBar, ReportPages } from './report-pages';
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

const rowHeight = 24;
const nameWidth = 92;
const valueWidth = 56;

/** A bar per class with the whisker of its interval, and a mark at the observed share. */
export function drawChart(paper: Paper, chart: ReportPages['chart']): void {
  if (chart.bars.length === 0) return;
  makeRoom(paper, chart.bars.length * rowHeight + 80);
  section(paper, chart.title);
  const left = margin + nameWidth;
  const width = widthOf(paper) - nameWidth - valueWidth;
  const top = paper.y + 4;
  const bottom = top + chart.bars.length * rowHeight;
  const most = Math.max(
    ...chart.bars.map(({ interval_95, observed }) => Math.max(interval_95[1], observed)),
  );
  const end = axisEnd(most);
  const at = (share: number): number => left + (share / end) * width;
  drawGrid(paper, { top, bottom, at, end, percent: chart.percent });
  chart.bars.forEach((bar, row) => drawBar(paper, bar, { y: top + row * rowHeight, at }));
  paper.y = bottom + 18;
  drawLegend(paper, chart);
}

/** The next tenth, or below a fifth the next twentieth. */
function axisEnd(share: number): number {
  const step = share <= 0.2 ? 0.05 : 0.1;
  return Math.min(1, Math.max(step, Math.ceil(share / step - 1e-9) * step));
}

interface Grid {
  top: number;
  bottom: number;
  at: (share: number) => number;
  end: number;
  percent: (share: number) => string;
}

function drawGrid(paper: Paper, { top, bottom, at, end, percent }: Grid): void {
  const step = end <= 0.2 ? 0.05 : end <= 0.5 ? 0.1 : 0.2;
  paper.font(fonts.plain).fontSize(7.5).fillColor(colours.quiet).lineWidth(0.5);
  for (let share = 0; share <= end + 1e-9; share += step) {
    const x = at(share);
    paper.moveTo(x, top).lineTo(x, bottom).strokeColor(colours.line).stroke();
    const width = 40;
    paper.text(showable(percent(share)), x - width / 2, bottom + 4, { width, align: 'center' });
  }
}

function drawBar(
  paper: Paper,
  bar: ReportBar,
  { y, at }: { y: number; at: (share: number) => number },
): void {
  const colour = bar.defect ? colours.defect : colours.sound;
  const middle = y + rowHeight / 2;
  const [lower, upper] = bar.interval_95;
  paper
    .rect(at(0), y + 6, at(bar.corrected) - at(0), rowHeight - 12)
    .fillOpacity(0.55)
    .fill(colour);
  paper.fillOpacity(1).lineWidth(1.2).strokeColor(colours.ink);
  paper.moveTo(at(lower), middle).lineTo(at(upper), middle).stroke();
  for (const share of [lower, upper]) {
    paper
      .moveTo(at(share), middle - 4)
      .lineTo(at(share), middle + 4)
      .stroke();
  }
  drawMark(paper, at(bar.observed), middle);
  const line = { lineBreak: false };
  paper.font(fonts.plain).fontSize(9).fillColor(colours.ink);
  paper.text(showable(bar.name), margin, middle - 4, line);
  const right = margin + widthOf(paper) - valueWidth;
  paper
    .font(fonts.bold)
    .text(showable(bar.text), right, middle - 4, { width: valueWidth, align: 'right' });
}

function drawMark(paper: Paper, x: number, y: number): void {
  paper.lineWidth(1).polygon([x, y - 4], [x + 4, y], [x, y + 4], [x - 4, y]);
  paper.fillAndStroke('#ffffff', colours.ink);
}

function drawLegend(paper: Paper, { corrected, interval, observed }: ReportPages['chart']): void {
  const y = paper.y + 4;
  const line = { lineBreak: false };
  let x = margin + nameWidth;
  paper.font(fonts.plain).fontSize(8);
  const entries: [string, (x: number) => void][] = [
    [
      corrected,
      (at) => paper.rect(at, y, 14, 7).fillOpacity(0.55).fill(colours.quiet).fillOpacity(1),
    ],
    [
      interval,
      (at) =>
        paper
          .lineWidth(1.2)
          .moveTo(at, y + 3)
          .lineTo(at + 14, y + 3)
          .stroke(colours.ink),
    ],
    [observed, (at) => drawMark(paper, at + 7, y + 3)],
  ];
  for (const [name, draw] of entries) {
    draw(x);
    paper.fillColor(colours.quiet).text(showable(name), x + 19, y, line);
    x += 19 + paper.widthOfString(showable(name)) + 22;
  }
  paper.x = margin;
  paper.y = y + 12;
}
