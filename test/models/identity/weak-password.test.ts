import { weaknessOf } from '../../../models/identity/weak-password';

const owner = { username: 'amina.diallo', email: 'a.diallo@orchard.example' };

test.each([
  ['password', 'common'],
  ['Password123!', 'common'],
  ['  iloveyou  ', 'common'],
  ['trustno1', 'common'],
  ['2024Dragon!', 'common'],
  ['ｐａｓｓｗｏｒｄ', 'common'],
  ['aaaaaaaaaaaa', 'trivial'],
  ['abcabcabcabc', 'trivial'],
  ['1234567890123', 'trivial'],
  ['qwertyuiopas', 'trivial'],
  ['azertyuiopqs', 'trivial'],
  ['hgfedcba', 'trivial'],
  ['my Amina.Diallo 77', 'personal'],
  ['A.DIALLO@orchard.example', 'personal'],
  ['plum a.diallo tree', 'personal'],
  ['correct horse battery staple', null],
  ['Tr0ub4dor&3 and more', null],
  ['monkey83729184', null],
  ['un verger de mirabelles', null],
  ['x7#Kq2!vLm', null],
])('%s is %s', (password, weakness) => {
  expect(weaknessOf(password, owner)).toBe(weakness);
});

test('a name of three letters may be part of a password', () => {
  expect(weaknessOf('bobsleigh weather', { username: 'bob', email: 'bob@example.org' })).toBeNull();
});
