// Characters as people see them: a family of four in one emoji is one. Each segment of V8 has a copy of the whole text, so
// that a long one is cut into pieces: whole, one of 65,000 letters takes gigabytes.
const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

const usualLength = 200;

/** The characters of a text, in order. */
export function graphemesOf(text: string): string[] {
  const found: string[] = [];
  let [start, length] = [0, usualLength];
  while (start < text.length) {
    const piece = pieceOf(text, start, length);
    const segments = [...segmenter.segment(piece)].map(({ segment }) => segment);
    const isEnd = start + piece.length >= text.length;
    // The last may go on behind the piece; what is before it, ends there whatever follows.
    if (!isEnd) segments.pop();
    found.push(...segments);
    start += segments.reduce((sum, segment) => sum + segment.length, 0);
    length = segments.length === 0 ? length * 2 : usualLength;
  }
  return found;
}

/** A part of a text that begins somewhere and ends between two code points. */
function pieceOf(text: string, start: number, length: number): string {
  const piece = text.slice(start, start + length);
  return /[\ud800-\udbff]$/.test(piece) ? text.slice(start, start + length + 1) : piece;
}
