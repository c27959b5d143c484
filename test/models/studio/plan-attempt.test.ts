import {
  attemptsPerProvider,
  type PastAttempt,
  planAttempt,
  type ProviderFacts,
  retryAt,
} from '../../../models/studio/plan-attempt';

const now = new Date('2026-06-01T08:00:00Z');
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);
const facts = (name: string, cost_micros: number): ProviderFacts => ({
  ...{ name, model: name, cost_micros, takes_seed: false },
});
const [dear, other, own] = [facts('dear', 100), facts('other', 100), facts('own', 0)];
const all = [dear, other, own];

const past = (
  { name }: ProviderFacts,
  state: PastAttempt['state'],
  error_code: PastAttempt['error_code'],
  retry_at: Date | null,
): PastAttempt => ({ provider: name, state, error_code, retry_at });
const limited = (provider: ProviderFacts, seconds: number): PastAttempt =>
  past(provider, 'failed', 'provider_limited', later(seconds));
const refused = (provider: ProviderFacts): PastAttempt =>
  past(provider, 'failed', 'provider_unauthorized', null);
const lost = (provider: ProviderFacts): PastAttempt =>
  past(provider, 'unknown', 'outcome_unknown', later(0));

describe('the next attempt at a picture', () => {
  it('is with the first of the order, and after a failure at once with the next', () => {
    expect(planAttempt(all, [], now)).toEqual({ provider: dear, at: now });
    expect(planAttempt(all, [limited(dear, 60)], now)).toEqual({ provider: other, at: now });
    expect(planAttempt(all, [refused(dear)], now)).toEqual({ provider: other, at: now });
  });

  it('waits for who may be asked first, once everybody was asked', () => {
    const asked = [limited(dear, 60), limited(other, 20), limited(own, 90)];
    expect(planAttempt(all, asked, now)).toEqual({ provider: other, at: later(20) });
    expect(planAttempt(all, asked, later(70))).toEqual({ provider: dear, at: later(70) });
  });

  it('is never with one that may have charged without our knowing', () => {
    expect(planAttempt(all, [lost(dear)], now)).toEqual({ provider: other, at: now });
    const both = [lost(dear), lost(other), limited(own, 30)];
    expect(planAttempt(all, both, now)).toEqual({ provider: own, at: later(30) });
    expect(planAttempt([dear], [lost(dear)], now)).toEqual({
      ...{ provider: null, code: 'outcome_unknown' },
    });
    expect(planAttempt([own], [lost(own)], now)).toEqual({ provider: own, at: now });
  });

  it('is not carried to the next after moderation refused the words', () => {
    const attempts = [past(dear, 'failed', 'prompt_refused', null)];
    expect(planAttempt(all, attempts, now)).toEqual({ provider: null, code: 'prompt_refused' });
  });

  it('comes to an end', () => {
    const attempts = Array.from({ length: attemptsPerProvider }, () => limited(dear, -5));
    expect(planAttempt([dear], attempts.slice(1), now)).toMatchObject({ provider: dear });
    const ended = { provider: null, code: 'provider_limited' };
    expect(planAttempt([dear], attempts, now)).toEqual(ended);
    expect(planAttempt([], [], now)).toEqual({ provider: null, code: 'no_provider' });
  });

  it('comes after a pause that grows, or the one that is asked for unless it is too long', () => {
    expect([1, 2, 3].map((nth) => retryAt(null, nth, now))).toEqual([10, 30, 90].map(later));
    expect(retryAt(45, 1, now)).toEqual(later(45));
    expect(retryAt(3_600, 1, now)).toBeNull();
  });
});
