// Whatever is done to a review, in whatever order, its row says what a few lines of plain code say.
import fc from 'fast-check';
import { AppError } from '../../../foundation/errors';
import { transaction } from '../../../foundation/transaction';
import { advanceReview } from '../../../models/operations/advance-review';
import { withdrawReview } from '../../../models/operations/close-review';
import { decideReview } from '../../../models/operations/decide-review';
import { Review, type ReviewState } from '../../../models/operations/review';
import { contentHash } from '../../../models/operations/review-hash';
import { createImage } from '../../factories/image';
import { createOwner } from '../../factories/owner';
import { createReview } from '../../factories/review';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { shippedVersion } from '../../support/shipped-version';

let test: TestKnex;
let people: string[];
beforeAll(async () => {
  test = await openTestDatabase();
  const card = { version: shippedVersion, classes: [], sha256: '' };
  await test.database('classification_models').insert({ version: card.version, card, sha256: '' });
  people = await Promise.all([1, 2, 3].map(() => createOwner(test.database)));
});
afterAll(async () => await test.close());

type Step =
  | {
      does: 'vote';
      who: number;
      decision: 'approve' | 'reject';
      label: string | null;
      content: number;
    }
  | { does: 'change'; content: number }
  | { does: 'withdraw' }
  | { does: 'pass'; seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('vote' as const),
      who: fc.integer({ min: 0, max: 2 }),
      decision: fc.constantFrom('approve' as const, 'approve' as const, 'reject' as const),
      label: fc.constantFrom(null, null, 'rotten'),
      content: fc.integer({ min: 0, max: 1 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('change' as const),
      content: fc.integer({ min: 0, max: 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ does: 'withdraw' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('pass' as const),
      seconds: fc.integer({ min: 1, max: 40 }),
    }),
  },
);

const due = 100;

/** What should come of it, without a database. */
class Expected {
  state: ReviewState = 'open';
  content = 0;
  seconds = 0;
  private votes: { who: number; said: string; content: number }[] = [];

  constructor(private readonly needed: number) {}

  /** The code of the refusal, or null. */
  take(done: Step): string | null {
    if (done.does === 'pass') {
      this.seconds += done.seconds;
      if (this.state === 'open' && this.seconds >= due) this.state = 'expired';
      return null;
    }
    if (done.does === 'vote') return this.vote(done);
    if (this.state !== 'open') return null;
    if (done.does === 'withdraw') this.state = 'withdrawn';
    else this.content = done.content;
    return null;
  }

  private vote({ who, decision, label, content }: Extract<Step, { does: 'vote' }>): string | null {
    if (this.state !== 'open') return 'review_closed';
    if (content !== this.content) return 'review_stale';
    if (this.votes.some((vote) => vote.who === who && vote.content === content)) {
      return 'already_voted';
    }
    const said = `${decision} ${label}`;
    this.votes.push({ who, said, content });
    const equal = this.votes.filter((vote) => vote.said === said && vote.content === content);
    if (decision === 'reject') this.state = 'rejected';
    else if (equal.length >= this.needed) this.state = 'approved';
    return null;
  }
}

class Real {
  private seconds = 0;
  private constructor(
    private readonly review: Review,
    private readonly change: (content: number) => Promise<unknown>,
    private readonly start: number,
  ) {}

  static async open(needed: number): Promise<Real> {
    const start = Date.now();
    const image = await createImage(test.database, people[0] ?? '');
    const due_at = new Date(start + due * 1000);
    const change = (content: number) =>
      createReview(test.database, image, { content, needed, due_at, now: new Date(start) });
    return new Real(await change(0), change, start);
  }

  private get now(): Date {
    return new Date(this.start + this.seconds * 1000);
  }

  async read(): Promise<Review> {
    return await Review.query(test.database).findById(this.review.id).throwIfNotFound();
  }

  async take(done: Step): Promise<string | null> {
    const { id, kind, subject_id } = this.review;
    if (done.does === 'change') {
      // A subject whose review is closed would be given a new one.
      if ((await this.read()).state === 'open') await this.change(done.content);
      return null;
    }
    if (done.does === 'pass') this.seconds += done.seconds;
    return await transaction(test.database, async (tx) => {
      if (done.does === 'pass') await advanceReview(tx, id, this.now);
      if (done.does === 'withdraw') await withdrawReview(tx, { kind, subject_id }, this.now);
      if (done.does !== 'vote') return null;
      const { decision, label, who } = done;
      const said = { decision, ...(label !== null && { correction: { label } }) };
      const decided = { ...said, content_hash: contentHash(done.content) };
      const voter = { reviewer_id: people[who] ?? '' };
      await decideReview(tx, this.review, decided, { voter, now: this.now });
      return null;
    }).catch((error: unknown) => {
      if (error instanceof AppError) return error.code;
      throw error;
    });
  }
}

it('a review is what was done to it', async () => {
  const stories = fc.record({
    needed: fc.integer({ min: 1, max: 3 }),
    steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  });
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(stories, async ({ needed, steps }) => {
      const expected = new Expected(needed);
      const real = await Real.open(needed);
      for (const one of steps) {
        expect(await real.take(one)).toBe(expected.take(one));
        const { state, content_hash, closed_at, next_at } = await real.read();
        expect(state).toBe(expected.state);
        expect(content_hash).toBe(contentHash(expected.content));
        expect([closed_at === null, next_at === null]).toEqual([
          state === 'open',
          state !== 'open',
        ]);
      }
      ends.add(expected.state);
    }),
    { numRuns: 60 },
  );
  expect(ends.size).toBeGreaterThan(2);
});
