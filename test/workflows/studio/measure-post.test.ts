import { createDryRun } from '../../../activities/clients/platforms/dry-run/platform';
import type { Platform, PostMetrics } from '../../../activities/clients/platforms/platform';
import {
  PlatformError,
  type PlatformErrorFacts,
} from '../../../activities/clients/platforms/platform-error';
import { createMeasureActivities } from '../../../activities/studio/measure-post';
import { transaction } from '../../../foundation/transaction';
import { Event } from '../../../models/messaging/event';
import { createAccountSeal } from '../../../models/studio/account-seal';
import { requestMeasuring, requestSync } from '../../../models/studio/measure-post';
import { PostMetric } from '../../../models/studio/post-metric';
import { PostTarget } from '../../../models/studio/post-target';
import { SocialAccount } from '../../../models/studio/social-account';
import { pokeSignal } from '../../../workflows/operations/contract';
import { createLiveTarget } from '../../factories/live-target';
import { createOwner } from '../../factories/owner';
import { keepHistory } from '../../replay/history-files';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { until } from '../../support/until';
import { withWorkers } from '../environment';
import { type SkippingEnvironment, startTimeSkipping } from '../time-skipping';

const hour = 3_600_000;
const seal = createAccountSeal({
  secretKey: 'a secret of the tests, long enough to pass',
  formerSecretKeys: [],
});

let test: TestKnex;
let environment: SkippingEnvironment;
beforeAll(async () => {
  [test, environment] = await Promise.all([openTestDatabase(), startTimeSkipping()]);
});
afterAll(async () => {
  await environment.close();
  await test.close();
});

type Answer = PostMetrics | Omit<PlatformErrorFacts, 'detail'>;

/** A platform that answers as the story says: by the number of the question, and by what is known of its time. */
function platformOf(answer: (nth: number) => Answer): Platform {
  let asked = 0;
  return {
    ...createDryRun(),
    measure: async () => {
      asked += 1;
      const said = answer(asked);
      if ('kind' in said) throw new PlatformError({ ...said, detail: 'as the test wants' });
      return said;
    },
  };
}

const counted = (likes: number): PostMetrics => ({
  ...{ likes, comments: 0, shares: null },
  ...{ reach: null, impressions: null },
});

interface Measured {
  rows: PostMetric[];
  /** Hours from publishing to each row, whole ones. */
  hours: number[];
  target: PostTarget;
}

/** Lets a post be measured from its publishing on until nothing is left to measure, and keeps the history. */
async function measure(
  story: string,
  answer: (nth: number) => Answer,
  meanwhile: (target: PostTarget, poke: () => Promise<void>) => Promise<void> = async () =>
    undefined,
): Promise<Measured> {
  const { database } = test;
  const owner_id = await createOwner(database);
  const posted_at = await environment.now();
  const target = await createLiveTarget(database, { owner_id, posted_at, seal });
  await transaction(database, (tx) => requestMeasuring(tx, { ...target, posted_at }));
  const platforms = new Map([['dry-run', platformOf(answer)]]);
  const clock = { now: () => new Date() };
  const core = createMeasureActivities({ database, clock, platforms, seal });
  await withWorkers(environment, { core }, async () => {
    const handle = await environment.client.workflow.start('measurePost', {
      ...{ taskQueue: 'core', workflowId: `measure:${target.id}` },
      args: [{ target_id: target.id }],
    });
    await meanwhile(target, async () => await handle.signal(pokeSignal));
    await handle.result();
    await keepHistory(handle, `measure-post/${story}`);
  });
  const rows = await PostMetric.query(database)
    .where({ target_id: target.id })
    .orderBy('measured_at');
  const since = (at: Date): number => Math.floor((at.getTime() - posted_at.getTime()) / hour);
  return {
    rows,
    hours: rows.map(({ measured_at }) => since(measured_at)),
    target: await PostTarget.query(database).findById(target.id).throwIfNotFound(),
  };
}

const turns = [1, 6, 24, 72, 168, 720];

describe('a live post', () => {
  it('is measured after 1 and 6 hours, 1, 3, 7 and 30 days, and then no more', async () => {
    const { rows, hours, target } = await measure('six-turns', (nth) => counted(nth * 10));
    expect(hours).toEqual(turns);
    expect(rows.map(({ likes, shares }) => [likes, shares])).toEqual(
      [10, 20, 30, 40, 50, 60].map((likes) => [likes, null]),
    );
    expect(target.measure_at).toBeNull();
    const told = await Event.query(test.database).where({ owner_id: target.owner_id });
    expect(told.map(({ type, data }) => [type, data])).toEqual(
      turns.map(() => ['post.measured', { target_id: target.id }]),
    );
  });

  it('waits as long as the platform asks, and keeps to the turns after that', async () => {
    const limited = { kind: 'later', code: 'rate_limited', status: 429 } as const;
    const answer = (nth: number): Answer =>
      nth === 1 ? { ...limited, retry_after: 2 * 3600, scope: 'account' } : counted(nth);
    const { hours } = await measure('asked-to-wait', answer);
    expect(hours).toEqual([3, ...turns.slice(1)]);
  });

  it('whose platform answers nothing for hours is asked every quarter of an hour, never twice for a turn', async () => {
    const silent = { kind: 'unknown', code: 'platform_unavailable', status: null } as const;
    const { hours } = await measure('silent', (nth) => (nth <= 8 ? silent : counted(nth)));
    expect(hours).toEqual([3, ...turns.slice(1)]);
  });

  it('whose platform gives no right to its figures is asked once a day, and its account goes on', async () => {
    const unpermitted = { kind: 'disconnected', code: 'scope_missing', status: 403 } as const;
    let asked = 0;
    const { rows, target } = await measure('disconnected', (nth) => {
      asked = nth;
      return unpermitted;
    });
    expect([rows, target.measure_at]).toEqual([[], null]);
    expect(asked).toBeGreaterThanOrEqual(turns.length);
    // The first two turns, and a question a day for thirty days.
    expect(asked).toBeLessThanOrEqual(2 + 30);
    const account = await SocialAccount.query(test.database).findById(target.account_id ?? '');
    expect(account).toMatchObject({ state: 'connected', limited_until: null });
  });

  it('is measured at once when somebody wants to know, and then at its turns', async () => {
    const { rows } = await measure('wanted-now', counted, async (target, poke) => {
      const waits = () => PostTarget.query(test.database).findById(target.id);
      const now = await environment.now();
      await transaction(test.database, (tx) => requestSync(tx, target.post_id, now));
      await poke();
      await until(async () => ((await waits())?.measure_at ?? now) > now);
    });
    expect(rows).toHaveLength(1 + turns.length);
  });

  it('that was taken down is measured no more', async () => {
    const { rows, target } = await measure('taken-down', counted, async ({ id }) => {
      await PostTarget.query(test.database).findById(id).patch({ removed_at: new Date() });
    });
    expect(rows).toEqual([]);
    expect(target.measure_at).toBeNull();
  });
});
