// Codes by which an address is proven, whatever is guessed, asked for again and waited in between.
import fc from 'fast-check';
import { AppError } from '../../../foundation/errors';
import { transaction } from '../../../foundation/transaction';
import { createAccountSecrets } from '../../../models/identity/account-secrets';
import { openCode } from '../../../models/identity/one-time-code';
import { verifyByCode } from '../../../models/identity/verify-address';
import { createOwner } from '../../factories/owner';
import { openTestDatabase, type TestKnex } from '../../support/knex';

const secrets = createAccountSecrets('a secret that only the tests know, long enough');
const start = new Date('2026-03-01T08:00:00Z');

let base: TestKnex;
beforeAll(async () => {
  base = await openTestDatabase();
});
afterAll(() => base.close());

const step = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: 'wrong', minutes: 0 } as const) },
  { weight: 2, arbitrary: fc.constant({ kind: 'right', minutes: 0 } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'old', minutes: 0 } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'resend', minutes: 0 } as const) },
  fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 11 }) }),
);

async function answer(email: string, otp: string, now: Date): Promise<string> {
  try {
    await verifyByCode(base.database, secrets, { email, otp }, now);
    return 'proven';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

describe('a one-time code', () => {
  it('holds for five guesses and ten minutes, until another replaces it or it is used', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const { database } = base;
        const owner_id = await createOwner(database);
        const email = `${owner_id}@example.org`;
        const renew = async (at: number): Promise<string> => {
          const opened = transaction(database, (tx) => openCode(tx, owner_id, new Date(at)));
          return secrets.codeOf({ id: (await opened).id, email });
        };
        let now = start.getTime();
        let code = await renew(now);
        let old = '';
        let model = { guesses: 0, since: now, proven: false };
        for (const { kind, minutes } of steps) {
          now += minutes * 60_000;
          if (kind === 'wait') continue;
          if (kind === 'resend') {
            if (model.proven) continue;
            old = code;
            code = await renew(now);
            model = { ...model, guesses: 0, since: now };
            continue;
          }
          const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
          const given = { wrong, right: code, old: old || wrong }[kind];
          const open = !model.proven && model.guesses < 5 && now - model.since < 600_000;
          const fits = open && given === code;
          expect(await answer(email, given, new Date(now))).toBe(fits ? 'proven' : 'code_invalid');
          model = { ...model, guesses: model.guesses + 1, proven: model.proven || fits };
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is one of a million, each about as likely, and another for another address', () => {
    const ids = Array.from({ length: 4000 }, (_, n) => `row-${n}`);
    const codes = ids.map((id) => secrets.codeOf({ id, email: 'a@example.org' }));
    expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true);
    const firsts = new Map<string, number>();
    for (const [first = ''] of codes) firsts.set(first, (firsts.get(first) ?? 0) + 1);
    // 400 each are expected; ten standard deviations are 190.
    expect([...firsts.values()].every((count) => Math.abs(count - 400) < 190)).toBe(true);
    const elsewhere = ids.map((id) => secrets.codeOf({ id, email: 'b@example.org' }));
    expect(elsewhere.filter((code, n) => code === codes[n]).length).toBeLessThan(5);
  });
});
