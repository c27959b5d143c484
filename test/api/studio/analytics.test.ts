import {
  getPostAnalytics,
  getPostStatistics,
  syncPostAnalytics,
} from '../../../clients/typescript';
import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { requestMeasuring } from '../../../models/studio/measure-post';
import { PostMetric } from '../../../models/studio/post-metric';
import { PostTarget } from '../../../models/studio/post-target';
import { createLiveTarget } from '../../factories/live-target';
import type { TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';
import { startStudioApi } from './studio-api';

const hour = 3_600_000;

let api: TestApi;
let person: Person;
beforeAll(async () => void (api = await startStudioApi()));
afterAll(() => api.close());
beforeEach(async () => void (person = await newPerson(api)));

async function live(posted_at: Date): Promise<PostTarget> {
  const target = await createLiveTarget(api.services.database, { owner_id: person.id, posted_at });
  await transaction(api.services.database, (tx) => requestMeasuring(tx, { ...target, posted_at }));
  return target;
}

async function measured(target: PostTarget, hours: number, likes: number | null): Promise<void> {
  const at = new Date((target.posted_at?.getTime() ?? 0) + hours * hour);
  await PostMetric.query(api.services.database).insert({
    ...{ id: newId(), target_id: target.id, owner_id: person.id, due_at: at, measured_at: at },
    ...{ likes, comments: likes && 1, shares: null, reach: null, impressions: null },
  });
}

describe('the analytics of a post', () => {
  it('are its measurements in time, and the newest of them together', async () => {
    const posted_at = new Date(Date.now() - 7 * hour);
    const target = await live(posted_at);
    await measured(target, 6, 12);
    await measured(target, 1, 5);
    const { client } = person;
    const { data } = await getPostAnalytics({ client, path: { id: target.post_id } });
    expect(data?.totals).toEqual({
      likes: 12,
      comments: 1,
      shares: null,
      reach: null,
      impressions: null,
    });
    const [one] = data?.targets ?? [];
    expect(one?.series.map(({ likes }) => likes)).toEqual([5, 12]);
    expect(one?.measure_at).toBe(new Date(posted_at.getTime() + hour).toISOString());
  });

  it('are measured now when somebody wants to know, once however often they ask', async () => {
    const target = await live(api.clock.now());
    const { client } = person;
    const path = { id: target.post_id };
    const first = await syncPostAnalytics({ client, path });
    expect(first.response?.status).toBe(202);
    expect(first.response?.headers.get('location')).toBe(
      `/api/scheduler/posts/${path.id}/analytics`,
    );
    await syncPostAnalytics({ client, path });
    const { measure_at } = await PostTarget.query(api.services.database)
      .findById(target.id)
      .throwIfNotFound();
    expect(measure_at).toEqual(new Date(first.data?.targets[0]?.measure_at ?? ''));
    expect(measure_at?.getTime()).toBeLessThanOrEqual(api.clock.now().getTime());
    const commands = await api.services
      .database('workflow_commands')
      .where({ workflow_id: `measure:${target.id}` });
    expect(commands.at(-1)).toMatchObject({
      workflow_type: 'measurePost',
      poke: true,
      restart: true,
    });
  });

  it('cannot be measured where the post is live nowhere', async () => {
    const target = await live(api.clock.now());
    await PostTarget.query(api.services.database)
      .findById(target.id)
      .patch({ removed_at: new Date() });
    const { error } = await syncPostAnalytics({
      client: person.client,
      path: { id: target.post_id },
    });
    expect(error).toMatchObject({ status: 409, code: 'post_not_live' });
  });
});

describe('the statistics of posts', () => {
  const from = '2026-03-01T00:00:00Z';
  const to = '2026-05-01T00:00:00Z';

  it('count by the clocks of a zone, on both sides of a change of the clock', async () => {
    // 18:30 in Paris, in winter and in summer; and 23:30 UTC, which is the next day there.
    for (const [at, likes] of [
      ['2026-03-28T17:30:00Z', 10],
      ['2026-03-29T16:30:00Z', 20],
      ['2026-04-06T23:30:00Z', 1],
    ] as const) {
      const target = await live(new Date(at));
      await measured(target, 1, 0);
      await measured(target, 6, likes);
    }
    await live(new Date('2026-05-01T00:00:00Z'));
    const query = { from, to, period: 'day', timezone: 'Europe/Paris' } as const;
    const { data } = await getPostStatistics({ client: person.client, query });
    expect(data).toMatchObject({ posted: 3, measured: 3, metrics: { likes: 31, shares: null } });
    expect(data?.periods.map(({ start, posted }) => [start, posted])).toEqual([
      ['2026-03-27T23:00:00.000Z', 1],
      ['2026-03-28T23:00:00.000Z', 1],
      ['2026-04-06T22:00:00.000Z', 1],
    ]);
    expect(data?.best_hours.map(({ hour: at, measured: n }) => [at, n])).toEqual([
      [18, 2],
      [1, 1],
    ]);
    expect(data?.best_weekdays.map(({ weekday }) => weekday)).toEqual([7, 6, 2]);
    expect(data?.platforms).toMatchObject([
      { platform: 'dry-run', statuses: [{ status: 'posted', count: 3 }], posted: 3 },
    ]);
  });

  it('call no hour the best because of one lucky post', async () => {
    for (const [day, hours, likes] of [
      ...[1, 2, 3, 4, 5, 6].map((day) => [day, 9, 30] as const),
      ...[1, 2, 3, 4, 5, 6].map((day) => [day, 20, 1] as const),
      [7, 14, 40] as const,
    ]) {
      const target = await live(new Date(Date.UTC(2026, 2, day, hours)));
      await measured(target, 1, likes);
    }
    const query = { from, to, timezone: 'Etc/UTC' };
    const { data } = await getPostStatistics({ client: person.client, query });
    const best = data?.best_hours.map(({ hour: at, average_engagement }) => [
      at,
      average_engagement,
    ]);
    expect(best).toEqual([
      [9, 31],
      [14, 41],
      [20, 2],
    ]);
  });

  it('are empty for who published nothing, in their own zone', async () => {
    const { data } = await getPostStatistics({ client: person.client });
    expect(data).toMatchObject({
      posted: 0,
      metrics: { likes: null },
      periods: [],
      best_hours: [],
    });
  });

  it('know no zone that there is not', async () => {
    const { error } = await getPostStatistics({
      client: person.client,
      query: { timezone: 'Mars/Olympus' },
    });
    expect(error?.errors).toMatchObject([{ parameter: 'timezone', code: 'unknown_timezone' }]);
  });
});
