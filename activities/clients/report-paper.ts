// The paper of a report: A4 with margins, a few colours, and text that flows from above to below.
import PDFDocument from 'pdfkit';

export type Paper = PDFKit.PDFDocument;

/** Points; 72 of them are an inch. */
export const margin = 48;
export const colours = {
  ink: '#22252b',
  quiet: '#6a7079',
  line: '#d9dce1',
  band: '#f4f5f7',
  sound: '#5f7f5a',
  defect: '#a9543d',
  accent: '#4b3a78',
} as const;
export const fonts = { plain: 'Helvetica', bold: 'Helvetica-Bold' } as const;

/** Where text and drawings may be. */
export function widthOf(paper: Paper): number {
  return paper.page.width - 2 * margin;
}

/** An empty document; pages are kept until the end, for their footers. */
export function newPaper(about: { title: string; language: string; created: Date }): Paper {
  return new PDFDocument({
    size: 'A4',
    margin,
    bufferPages: true,
    lang: about.language,
    displayTitle: true,
    info: { Title: showable(about.title), Producer: 'Relais', CreationDate: about.created },
  });
}

/** The bytes of a finished document. */
export async function bytesOf(paper: Paper): Promise<Buffer> {
  const pieces: Buffer[] = [];
  paper.end();
  for await (const piece of paper as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A new page where what follows would not fit. */
export function makeRoom(paper: Paper, height: number): void {
  if (paper.y + height > paper.page.height - margin - 16) paper.addPage();
}

/** The title of a part of the report. */
export function section(paper: Paper, title: string): void {
  paper.font(fonts.bold).fontSize(11.5).fillColor(colours.accent);
  if (paper.y > margin) paper.moveDown(1.1);
  paper.text(showable(title), margin, paper.y).moveDown(0.35);
}

// What the standard fonts have beyond Latin-1: WinAnsi's own signs.
const alsoShown = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';

/** Text in the letters that the standard fonts have: other letters lose their marks, or become question marks. */
export function showable(text: string): string {
  const spaced = text.replaceAll(/[\u2000-\u200a\u202f]/g, '\u00a0').replaceAll('−', '–');
  return Array.from(spaced.normalize('NFC'), letter).join('');
}

function letter(sign: string): string {
  if (isShown(sign)) return sign;
  if (/\p{M}|\p{C}/u.test(sign)) return '';
  const base = sign.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  return Array.from(base).every(isShown) ? base : '?';
}

function isShown(sign: string): boolean {
  const code = sign.codePointAt(0) ?? 0;
  return (
    (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff) || alsoShown.includes(sign)
  );
}
