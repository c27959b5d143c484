import fc from 'fast-check';
import { base32, codeAt, matchingStep, newSecret, otpauthUrl } from '../../../models/identity/totp';

// RFC 6238, appendix B: the last six of its eight digits.
const vectors: [number, string][] = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
];
const secret = Buffer.from('12345678901234567890');

test.each(vectors)('at second %d the code is that of the RFC', (seconds, code) => {
  const at = new Date(seconds * 1000);
  expect(matchingStep(secret, code, { at, after: 0 })).toBe(Math.floor(seconds / 30));
});

// RFC 4648, section 10, without the padding.
test.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('%p in base32 is that of the RFC', (text, written) => {
  expect(base32(Buffer.from(text))).toBe(written);
});

test('a code holds in its step and the ones beside it, unless a later one was used', () => {
  // The clock stays after 1970, also four steps before the first.
  const steps = fc.integer({ min: 6, max: 3_000_000_000 });
  fc.assert(
    fc.property(steps, fc.integer({ min: -4, max: 4 }), steps, (step, away, after) => {
      const at = new Date((step + away) * 30_000);
      const fits = Math.abs(away) <= 1 && step > after;
      const found = matchingStep(secret, codeAt(secret, step), { at, after });
      // Two steps of a window have the same code once in a million.
      const twin = found !== null && codeAt(secret, found) === codeAt(secret, step);
      expect(found === step || twin).toBe(fits || twin);
    }),
  );
});

test('apps are told everything that they need, also for names with signs in them', () => {
  const own = newSecret();
  expect(own).toHaveLength(20);
  const { protocol, host, pathname, searchParams } = new URL(otpauthUrl(own, 'amina+1'));
  expect({ protocol, host, pathname }).toEqual({
    ...{ protocol: 'otpauth:', host: 'totp', pathname: '/Relais:amina%2B1' },
  });
  expect(Object.fromEntries(searchParams)).toEqual({
    ...{ secret: base32(own), issuer: 'Relais', algorithm: 'SHA1', digits: '6', period: '30' },
  });
});
