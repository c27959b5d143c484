import { say, sayWait } from '../../../api/studio/post-timeline-words';
import { postErrorTitle } from '../../../models/studio/post-problem-words';

const reason = (code: string) => postErrorTitle(code, 'en');
const target = { part: null, isUnapproved: false };

test.each([
  ['scheduled', 'account_disconnected', 'It waits. The account has to be connected again.'],
  [
    ...['publishing', 'platform_unavailable'],
    'The platform was called; it is not known yet what came of it. The platform is out of order or does not answer.',
  ],
  ['draft', 'not_approved', 'It is a draft: nothing happens without you. Not approved in time.'],
] as const)('says of a post that is %s why: %s', (status, code, text) => {
  expect(sayWait({ ...target, status }, 'en', reason(code))).toBe(text);
});

test('says what a post waits for while nothing is in its way', () => {
  expect(sayWait({ ...target, status: 'scheduled' }, 'fr')).toBe('Elle attend son heure.');
  const unapproved = { ...target, status: 'scheduled', isUnapproved: true } as const;
  expect(sayWait(unapproved, 'fr')).toBe('Elle attend une approbation et son heure.');
});

test('says what happened in whole sentences', () => {
  expect(say('attempt_failed', 'fr')).toBe('Elle n’est pas publiée.');
  const why = postErrorTitle('rate_limited', 'fr');
  expect(say('attempt_failed', 'fr', why)).toBe(
    'Elle n’est pas publiée. La plateforme demande d’attendre.',
  );
});
