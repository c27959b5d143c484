import { createReviewActivities } from '../../../activities/operations/reviews';
import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { Event } from '../../../models/messaging/event';
import { decideReview } from '../../../models/operations/decide-review';
import type { NewReview } from '../../../models/operations/open-review';
import { Review } from '../../../models/operations/review';
import { pokeSignal, type ReviewActivities } from '../../../workflows/operations/contract';
import { createImage } from '../../factories/image';
import { createOwner } from '../../factories/owner';
import { createReview } from '../../factories/review';
import { keepHistory } from '../../replay/history-files';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { withWorkers } from '../environment';
import { type SkippingEnvironment, startTimeSkipping } from '../time-skipping';
import { shippedVersion } from '../../support/shipped-version';

const hour = 3_600_000;

let test: TestKnex;
let environment: SkippingEnvironment;
beforeAll(async () => {
  [test, environment] = await Promise.all([openTestDatabase(), startTimeSkipping()]);
  const card = { version: shippedVersion, classes: [], sha256: '' };
  await test.database('classification_models').insert({ version: card.version, card, sha256: '' });
});
afterAll(async () => {
  await environment.close();
  await test.close();
});

/** What was done at which instant, and what was announced for then. */
type Look = { at: number; told: string[]; next: string | null };

interface Watched {
  review: Review;
  looks: Look[];
  opened: number;
}

/** Opens a review, lets its workflow live to its end, and keeps the history. */
async function watch(
  story: string,
  times: (opened: number) => Partial<NewReview>,
  meanwhile: (review: Review) => Promise<unknown> = () => Promise.resolve(),
): Promise<Watched> {
  const owner = await createOwner(test.database);
  const image = await createImage(test.database, owner);
  const now = await environment.now();
  const review = await createReview(test.database, image, { ...times(now.getTime()), now });
  const looks: Look[] = [];
  const { advanceReview } = createReviewActivities({ database: test.database });
  const told = async () =>
    (await Event.query(test.database).where({ owner_id: owner }).orderBy('seq'))
      .map(({ type }) => type)
      .filter((type) => type.startsWith('review.') || type.startsWith('image.'));
  const core: ReviewActivities = {
    advanceReview: async (input) => {
      const next = await advanceReview(input);
      looks.push({ at: Date.parse(input.now), told: await told(), next });
      return next;
    },
  };
  await withWorkers(environment, { core }, async () => {
    const handle = await environment.client.workflow.start('watchReview', {
      taskQueue: 'core',
      workflowId: `review:${review.id}`,
      args: [{ review_id: review.id }],
    });
    await meanwhile(review);
    await handle.signal(pokeSignal).catch(() => undefined);
    await handle.result();
    await keepHistory(handle, `watch-review/${story}`);
  });
  const closed = await Review.query(test.database).findById(review.id).throwIfNotFound();
  return { review: closed, looks, opened: now.getTime() };
}

/** The first look that saw the event. */
function lookOf({ looks }: Watched, event: string, nth = 1): Look | undefined {
  return looks.find(({ told }) => told.filter((type) => type === event).length === nth);
}

describe('a review that nobody decides', () => {
  it('reminds, escalates and expires, each at its time and once', async () => {
    const watched = await watch('expired', (opened) => ({
      remind_after: [3600, 2 * 3600],
      escalate_at: new Date(opened + 3 * hour),
      due_at: new Date(opened + 4 * hour),
    }));
    const { review, opened, looks } = watched;
    expect(review).toMatchObject({ state: 'expired', reminders_sent: 2, next_at: null });
    expect(looks.at(-1)?.told).toEqual([
      'review.reminded',
      'review.reminded',
      'review.escalated',
      'review.expired',
    ]);
    const expected = [
      lookOf(watched, 'review.reminded'),
      lookOf(watched, 'review.reminded', 2),
      lookOf(watched, 'review.escalated'),
      lookOf(watched, 'review.expired'),
    ];
    expected.forEach((look, index) => {
      const since = (look?.at ?? 0) - opened;
      // Not before its instant, and before that of the next.
      expect(Math.floor(since / hour)).toBe(index + 1);
    });
    expect(review.escalated_at?.getTime()).toBe(lookOf(watched, 'review.escalated')?.at);
    expect(review.closed_at?.getTime()).toBe(lookOf(watched, 'review.expired')?.at);
  });

  it('without a due date is reminded of, and then waits without a workflow', async () => {
    const watched = await watch('reminded', () => ({ remind_after: [600] }));
    expect(watched.review).toMatchObject({ state: 'open', reminders_sent: 1, next_at: null });
    expect(watched.looks.at(-1)).toMatchObject({ told: ['review.reminded'], next: null });
  });
});

it('a review that is decided brings nothing more, and nobody waits for its timers', async () => {
  const due = (opened: number) => ({ due_at: new Date(opened + 24 * hour), remind_after: [3600] });
  const watched = await watch('decided', due, (review) =>
    transaction(test.database, (tx) => {
      const decision = { decision: 'approve' as const, content_hash: review.content_hash };
      const voter = { reviewer_id: review.owner_id };
      return decideReview(tx, review, decision, { voter, now: review.opened_at });
    }),
  );
  expect(watched.review.state).toBe('approved');
  const { looks, opened } = watched;
  expect(looks.at(-1)?.told.sort()).toEqual(['image.reviewed', 'review.decided']);
  expect((looks.at(-1)?.at ?? Infinity) - opened).toBeLessThan(hour);
});

it('a review that is opened again while its workflow ends is not forgotten', async () => {
  const review_id = newId();
  const workflowId = `review:${review_id}`;
  const poke = () => environment.client.workflow.getHandle(workflowId).signal(pokeSignal);
  let looks = 0;
  const core: ReviewActivities = {
    advanceReview: async () => {
      looks += 1;
      if (looks === 1) await poke();
      return null;
    },
  };
  await withWorkers(environment, { core }, async () => {
    const options = { taskQueue: 'core', workflowId, args: [{ review_id }] };
    const handle = await environment.client.workflow.start('watchReview', options);
    await handle.result();
    await keepHistory(handle, 'watch-review/opened-again');
  });
  expect(looks).toBe(2);
});
