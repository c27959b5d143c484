import fc from 'fast-check';
import { newId } from '../../../foundation/ids';
import {
  removeUnusedQuotas,
  restoreQuota,
  takeQuota,
  type Quota,
} from '../../../models/operations/rate-limit';
import { openTestDatabase, type TestKnex } from '../../support/knex';

let test: TestKnex;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

const start = new Date('2026-03-01T08:00:00Z');
const at = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);
const five: Quota = { name: 'tries', quota: 5, window: 60 };
const take = (whom: string, seconds: number, quota = five) =>
  takeQuota(test.database, quota, whom, at(seconds));

describe('a quota', () => {
  it('is used up, and comes back one by one', async () => {
    const whom = newId();
    for (let left = 4; left >= 0; left--) {
      expect(await take(whom, 0)).toMatchObject({ allowed: true, remaining: left });
    }
    const refused = { allowed: false, remaining: 0, reset: 60, retry_after: 12 };
    expect(await take(whom, 0)).toEqual(refused);
    expect(await take(whom, 11)).toMatchObject({ allowed: false, retry_after: 1 });
    expect(await take(whom, 12)).toMatchObject({ allowed: true, remaining: 0 });
    expect(await take(whom, 12)).toMatchObject({ allowed: false });
    expect(await take(whom, 72)).toMatchObject({ allowed: true, remaining: 4 });
  });

  it('is each one’s own, and each name’s', async () => {
    const [mine, theirs] = [newId(), newId()];
    for (let n = 0; n < 6; n++) await take(mine, 0);
    expect((await take(theirs, 0)).allowed).toBe(true);
    expect((await take(mine, 0, { ...five, name: 'others' })).allowed).toBe(true);
    await restoreQuota(test.database, five, mine);
    expect((await take(mine, 0)).remaining).toBe(4);
  });

  it('is never exceeded by many at once', async () => {
    const whom = newId();
    const states = await Promise.all(Array.from({ length: 40 }, () => take(whom, 0)));
    expect(states.filter(({ allowed }) => allowed)).toHaveLength(5);
  });

  it('never lets more through a window than twice its size, nor less than asked within it', async () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(gaps, async (pauses) => {
        const whom = newId();
        const passed: number[] = [];
        let seconds = 0;
        for (const pause of pauses) {
          seconds += pause;
          const { allowed, retry_after } = await take(whom, seconds);
          if (allowed) passed.push(seconds);
          else expect((await take(whom, seconds + retry_after)).allowed).toBe(true);
          if (!allowed) passed.push((seconds += retry_after));
        }
        for (const from of passed) {
          const within = passed.filter((one) => one >= from && one < from + five.window);
          expect(within.length).toBeLessThan(2 * five.quota);
        }
        expect(passed.slice(0, 5)).toHaveLength(Math.min(5, passed.length));
      }),
      { numRuns: 15 },
    );
  });

  it('leaves no row behind that says nothing, and no name that was counted', async () => {
    const whom = `somebody@example.org ${newId()}`;
    await take(whom, 0);
    const { database } = test;
    expect(JSON.stringify(await database('rate_limits'))).not.toContain('example.org');
    expect(await removeUnusedQuotas(database, at(-3600))).toBe(0);
    await removeUnusedQuotas(database, at(3600));
    expect(await database('rate_limits')).toEqual([]);
  });
});
