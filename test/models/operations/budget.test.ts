import fc from 'fast-check';
import { AppError } from '../../../foundation/errors';
import { transaction } from '../../../foundation/transaction';
import {
  consume,
  correctUse,
  tryConsume,
  type Usage,
  type Use,
} from '../../../models/operations/budget';
import { createOwner } from '../../factories/owner';
import { openTestDatabase, type TestKnex } from '../../support/knex';

let test: TestKnex;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

const limits = { image_generations: 10, image_spend: 1_000 };
const june = new Date('2026-06-30T23:59:59.999Z');
const july = new Date('2026-07-01T00:00:00.000Z');

const use = (owner_id: string, n: number, more: Partial<Use> = {}): Use => ({
  ...{ owner_id, feature: 'image_generations', n, at: june, ...more },
});
const take = (wanted: Use): Promise<Usage> =>
  transaction(test.database, (tx) => tryConsume(tx, wanted, limits));
const correct = (changed: Use): Promise<void> =>
  transaction(test.database, (tx) => correctUse(tx, changed));

describe('a budget', () => {
  it('allows what is left of the month, and says from when on there is more', async () => {
    const owner = await createOwner(test.database);
    expect(await take(use(owner, 7))).toMatchObject({ allowed: true, used: 7 });
    const refused = { allowed: false, used: 7, limit: 10, resets_at: july };
    expect(await take(use(owner, 4))).toEqual(refused);
    expect(await take(use(owner, 3))).toMatchObject({ allowed: true, used: 10 });
    expect(await take(use(owner, 1, { at: july }))).toMatchObject({ allowed: true, used: 1 });
    expect(await take(use(owner, 1))).toMatchObject({ allowed: false, used: 10 });
  });

  it('is each owner’s own, and each feature’s', async () => {
    const [one, other] = [await createOwner(test.database), await createOwner(test.database)];
    await take(use(one, 10));
    expect((await take(use(other, 10))).allowed).toBe(true);
    expect((await take(use(one, 1_000, { feature: 'image_spend' }))).allowed).toBe(true);
  });

  it('refuses at once what is more than a whole month', async () => {
    const owner = await createOwner(test.database);
    expect(await take(use(owner, 11))).toMatchObject({ allowed: false, used: 0 });
  });

  it('takes back what was not used after all, never below nothing and past any limit', async () => {
    const owner = await createOwner(test.database);
    await take(use(owner, 10));
    await correct(use(owner, -4));
    expect(await take(use(owner, 5))).toMatchObject({ allowed: false, used: 6 });
    await correct(use(owner, 90));
    expect(await take(use(owner, 1))).toMatchObject({ allowed: false, used: 96 });
    await correct(use(owner, -500));
    expect(await take(use(owner, 1))).toMatchObject({ allowed: true, used: 1 });
  });

  it('is a problem that says when it is refilled', async () => {
    const owner = await createOwner(test.database);
    const asked = transaction(test.database, (tx) => consume(tx, use(owner, 11), limits));
    const error = (await asked.catch((thrown: unknown) => thrown)) as AppError;
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'budget_exceeded', status: 429, retryAfter: 1 });
    expect(error.extension).toEqual({ resets_at: july.toISOString() });
  });

  it('is never exceeded by many at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 12 }),
        async (wishes) => {
          const owner = await createOwner(test.database);
          const taken = await Promise.all(wishes.map((n) => take(use(owner, n))));
          const used = wishes.filter((_, nth) => taken[nth]?.allowed).reduce((a, b) => a + b, 0);
          expect(used).toBeLessThanOrEqual(limits.image_generations);
          // Nothing was refused that would have fitted in the end.
          const refused = wishes.filter((_, nth) => !taken[nth]?.allowed);
          for (const n of refused) expect(used + n).toBeGreaterThan(limits.image_generations);
        },
      ),
      { numRuns: 25 },
    );
  });
});
