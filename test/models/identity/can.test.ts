import {
  authorize,
  can,
  decidable,
  owned,
  ownerScope,
  widestScope,
} from '../../../models/identity/can';
import type { SignedInUser } from '../../../models/identity/signed-in-user';

function user(permissions: string[]): SignedInUser {
  return {
    id: 'me',
    session_id: 'session',
    username: 'me',
    language: 'fr',
    timezone: 'UTC',
    roles: [],
    permissions,
  };
}

const member = user(['classification.use']);
const admin = user(['classification.use', 'owners.any']);
const nobody = user([]);
const mine = { owner_id: 'me' };
const theirs = { owner_id: 'somebody' };

test.each([
  ['a member, in general', member, undefined, true],
  ['a member, own row', member, mine, true],
  ["a member, somebody's row", member, theirs, false],
  ["an admin, somebody's row", admin, theirs, true],
  ['nobody, own row', nobody, mine, false],
  ["a user with owners.any only, somebody's row", user(['owners.any']), theirs, false],
])('%s', (_who, who, subject, allowed) => {
  expect(can(who, 'classification.use', subject)).toBe(allowed);
});

test("somebody's row and a missing row are the same not_found", () => {
  expect(owned(member, 'classification.use', mine)).toBe(mine);
  for (const row of [theirs, null, undefined]) {
    expect(() => owned(member, 'classification.use', row)).toThrow(
      expect.objectContaining({ code: 'not_found' }),
    );
  }
  expect(() => owned(nobody, 'classification.use', mine)).toThrow(
    expect.objectContaining({ code: 'forbidden' }),
  );
});

test('lists show own rows, and any owner’s to those who may see them', () => {
  expect(ownerScope(member)).toBe('me');
  expect(ownerScope(member, 'me')).toBe('me');
  expect(() => ownerScope(member, 'somebody')).toThrow(
    expect.objectContaining({ code: 'forbidden' }),
  );
  expect(ownerScope(admin, 'somebody')).toBe('somebody');
  expect(() => authorize(member, 'users.manage')).toThrow(
    expect.objectContaining({ code: 'forbidden' }),
  );
});

test('owners decide on their own rows, reviewers on anybody’s, and nobody else finds them', () => {
  const reviewer = user(['reviews.decide']);
  expect(decidable(member, mine)).toBe(mine);
  expect(decidable(reviewer, theirs)).toBe(theirs);
  for (const [who, row] of [
    [member, theirs],
    [user(['owners.any']), theirs],
    [reviewer, undefined],
  ] as const) {
    expect(() => decidable(who, row)).toThrow(expect.objectContaining({ code: 'not_found' }));
  }
});

test('queues and reports cover everybody for those who may look further', () => {
  const reviewer = user(['reviews.decide']);
  expect(widestScope(reviewer, 'reviews.decide')).toBeUndefined();
  expect(widestScope(reviewer, 'reviews.decide', 'somebody')).toBe('somebody');
  expect(widestScope(member, 'reviews.decide')).toBe('me');
  expect(() => widestScope(member, 'reviews.decide', 'somebody')).toThrow(
    expect.objectContaining({ code: 'forbidden' }),
  );
});
