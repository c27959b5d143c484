import fc from 'fast-check';
import { graphemesOf } from '../../../../activities/clients/platforms/graphemes';

const whole = new Intl.Segmenter('und', { granularity: 'grapheme' });
const parts = [
  'a',
  '\r\n',
  '\r',
  'e\u0301',
  '👨‍👩‍👧‍👦',
  '👍🏽',
  '🇫🇷',
  '🇩',
  '\u0301',
  '\u200d',
  '한',
  'क्षि',
  '\ud83c',
  ' ',
];

it('the characters of a text are those of the text as a whole, however long it is', () => {
  const text = fc
    .array(fc.constantFrom(...parts), { minLength: 1, maxLength: 400 })
    .chain((words) => fc.constantFrom(words.join(''), words.join('').repeat(3)));
  fc.assert(
    fc.property(text, (given) => {
      const wanted = [...whole.segment(given)].map(({ segment }) => segment);
      expect(graphemesOf(given)).toEqual(wanted);
    }),
  );
});

it('the longest text that there may be is read, of letters, families or nothing but accents', () => {
  expect(graphemesOf('x'.repeat(65_000))).toHaveLength(65_000);
  expect(graphemesOf('👨‍👩‍👧‍👦'.repeat(9_000))).toHaveLength(9_000);
  expect(graphemesOf(`e${'\u0301'.repeat(65_000)}`)).toHaveLength(1);
  expect(graphemesOf('')).toEqual([]);
});
