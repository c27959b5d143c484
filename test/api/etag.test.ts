import { checkIfMatch, etag, requireIfMatch } from '../../api/etag';

const code = (work: () => void): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test.each([
  ['the same version', '"3"', undefined],
  ['a list with the version', '"2", "3"', undefined],
  ['anything', '*', undefined],
  ['no header', undefined, undefined],
  ['another version', '"2"', 'precondition_failed'],
  ['a weak tag, which never matches', 'W/"3"', 'precondition_failed'],
  ['no quotes', '3', 'validation_failed'],
  ['an empty header', '', 'validation_failed'],
])('If-Match with %s', (_what, header, expected) => {
  expect(code(() => checkIfMatch(header, 3))).toBe(expected);
});

test('an ETag matches its own version, and an edit that needs one says so', () => {
  expect(code(() => requireIfMatch(etag(7), 7))).toBeUndefined();
  expect(code(() => requireIfMatch(undefined, 7))).toBe('precondition_required');
});
