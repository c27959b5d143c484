// The family of a session's refresh tokens, whatever order its tokens are used in, held to a model of its rules.
import fc from 'fast-check';
import { AppError } from '../../../foundation/errors';
import { createRefreshTokens } from '../../../models/identity/refresh-token';
import { rotateSession } from '../../../models/identity/rotate-session';
import { openSession } from '../../../models/identity/session';
import { createOwner } from '../../factories/owner';
import { openTestDatabase, type TestKnex } from '../../support/knex';

const tokens = createRefreshTokens('a secret that only the tests know, long enough');
const start = new Date('2026-03-01T08:00:00Z');
const phone = { device: 'phone', ip: '203.0.113.7' };

let base: TestKnex;
beforeAll(async () => {
  base = await openTestDatabase();
});
afterAll(() => base.close());

/** A use of a token: how many generations behind the newest, on which device, how long after the use before. */
const use = fc.record({
  behind: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 3 })),
  device: fc.oneof({ weight: 4, arbitrary: fc.constant('phone') }, fc.constant('thief')),
  seconds: fc.oneof(fc.integer({ min: 0, max: 25 }), fc.constant(3600)),
});

async function attempt(family: string, generation: number, device: string, now: Date) {
  const ticket = tokens.read(tokens.issue({ family, generation }));
  if (!ticket) throw new Error('an issued token is readable');
  const forget = (): void => undefined;
  try {
    const from = { ...phone, device };
    return await rotateSession(base.database, { forget }, ticket, from, now);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

describe('a token family', () => {
  it('follows its rules in any order of uses, and its owner hears of theft once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(use, { maxLength: 12 }), async (uses) => {
        const { database } = base;
        const owner_id = await createOwner(database);
        const { id } = await openSession(database, owner_id, phone, start);
        let model = { newest: 1, rotated: start.getTime(), device: 'phone', ended: false };
        let now = start.getTime();
        for (const { behind, device, seconds } of uses) {
          now += seconds * 1000;
          const generation = Math.max(1, model.newest - behind);
          const given = await attempt(id, generation, device, new Date(now));
          const newest = generation === model.newest;
          const graced =
            generation === model.newest - 1 &&
            now - model.rotated <= 20_000 &&
            device === model.device;
          if (model.ended || !(newest || graced)) {
            expect(given).toBe('session_revoked');
            model.ended = true;
          } else {
            if (newest) model = { ...model, newest: generation + 1, rotated: now, device };
            expect(given).toMatchObject({ id, generation: model.newest });
          }
        }
        const mails = await database('mails').where({ owner_id, kind: 'security-alert' });
        expect(mails).toHaveLength(model.ended ? 1 : 0);
        const audited = await database('audit_entries').where({ owner_id });
        expect(audited).toHaveLength(model.ended ? 1 : 0);
      }),
      { numRuns: 40 },
    );
  });

  it('reused by many at once ends once', async () => {
    const { database } = base;
    const owner_id = await createOwner(database);
    const { id } = await openSession(database, owner_id, phone, start);
    for (const generation of [1, 2]) await attempt(id, generation, 'phone', start);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => attempt(id, 1, 'thief', start)),
    );
    expect(new Set(answers)).toEqual(new Set(['session_revoked']));
    expect(await database('mails').where({ owner_id })).toHaveLength(1);
    expect(await database('events').where({ owner_id })).toMatchObject([
      { type: 'session.revoked', subject_id: id },
    ]);
  });

  it('knows its own tokens only', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 1, max: 1e6 }), fc.string(), (family, n, noise) => {
        const token = tokens.issue({ family, generation: n });
        expect(tokens.read(token)).toEqual({ family, generation: n });
        expect(tokens.read(`${token}${noise}.`)).toBeNull();
        expect(tokens.read(noise)).toBeNull();
        const others = createRefreshTokens('another secret, which is long enough too');
        expect(others.read(token)).toBeNull();
      }),
    );
  });
});
