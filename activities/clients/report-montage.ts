import type { ReportPages } from './report-pages';
import { colours, fonts, makeRoom, margin, type Paper, section, showable } from './report-paper';

const side = 68;
const gap = 8;
const nameWidth = 92;
const captionHeight = 12;

/** A row of pictures per class. */
export function drawMontage(paper: Paper, { title, missing, rows }: ReportPages['montage']): void {
  if (rows.length === 0) return;
  // All of it on one page, as far as a page goes.
  makeRoom(paper, rows.length * (side + captionHeight + gap) + 30);
  section(paper, title);
  for (const { name, tiles } of rows) {
    makeRoom(paper, side + captionHeight + gap);
    const y = paper.y;
    paper.font(fonts.bold).fontSize(9.5).fillColor(colours.ink);
    paper.text(showable(name), margin, y + 4, { width: nameWidth - 8 });
    tiles.forEach(({ jpeg, caption }, at) => {
      const x = margin + nameWidth + at * (side + gap);
      drawTile(paper, jpeg, { x, y, missing });
      paper.font(fonts.plain).fontSize(7.5).fillColor(colours.quiet);
      paper.text(showable(caption), x, y + side + 3, { width: side, align: 'center' });
    });
    paper.x = margin;
    paper.y = y + side + captionHeight + gap;
  }
}

function drawTile(
  paper: Paper,
  jpeg: Buffer | null,
  { x, y, missing }: { x: number; y: number; missing: string },
): void {
  paper.save().roundedRect(x, y, side, side, 4).clip();
  if (jpeg) {
    paper.image(jpeg, x, y, { cover: [side, side], align: 'center', valign: 'center' });
  } else {
    paper.rect(x, y, side, side).fill(colours.band);
    paper.font(fonts.plain).fontSize(8).fillColor(colours.quiet);
    paper.text(showable(missing), x, y + side / 2 - 4, { width: side, align: 'center' });
  }
  paper.restore();
}
