// The length of a post as X counts it: https://docs.x.com/fundamentals/counting-characters, with version 3 of
// https://github.com/twitter/twitter-text/tree/master/config. Weights are in hundredths of a character.
import { links } from './links';

const scale = 100;
const usualWeight = 200;
const linkLength = 23;
/** Code points of Latin and its neighbours, and of some punctuation, which count one; all others count two. */
const light: readonly (readonly [number, number])[] = [
  [0, 4_351],
  [8_192, 8_205],
  [8_208, 8_223],
  [8_242, 8_247],
];

/** An emoji counts two, of however many characters it is made. The flag is newer than what the compiler reads. */
const emoji = new RegExp('\\p{RGI_Emoji}|[0-9#*]\\u20e3', 'gv');

/** A text in which something else stands for each link. */
export function replaceLinks(text: string, replacement: (link: string) => string): string {
  return text.normalize('NFC').replaceAll(links, (link) => replacement(link));
}

/** How long a text is, in characters; links count 23, whatever they are. */
export function weightedLength(text: string): number {
  const rest = text.normalize('NFC').split(links);
  const linkCount = rest.length - 1;
  const weight = rest.reduce((sum, part) => sum + weightOf(part), linkCount * linkLength * scale);
  return Math.floor(weight / scale);
}

function weightOf(text: string): number {
  let emojis = 0;
  const plain = text.replaceAll(emoji, () => {
    emojis += 1;
    return '';
  });
  return [...plain].reduce(
    (sum, character) => sum + weightOfPoint(character.codePointAt(0) ?? 0),
    emojis * usualWeight,
  );
}

function weightOfPoint(point: number): number {
  return light.some(([first, last]) => point >= first && point <= last) ? scale : usualWeight;
}
