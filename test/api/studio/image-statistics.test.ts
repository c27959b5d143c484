import {
  getStudioImageStatistics,
  type GetStudioImageStatisticsData,
} from '../../../clients/typescript';
import { newId } from '../../../foundation/ids';
import type { StudioImage } from '../../../models/studio/studio-image';
import { createStudioImage } from '../../factories/studio-image';
import { startTestApi, type TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';

let api: TestApi;
let amina: Person;
beforeAll(async () => {
  api = await startTestApi(/^(identity|messaging|studio\/image)/);
});
beforeEach(async () => {
  amina = await newPerson(api);
});
afterAll(() => api.close());

async function made(at: string, columns: Partial<StudioImage> = {}): Promise<StudioImage> {
  const none = columns.status === 'failed' ? { object_key: null, sha256: null } : {};
  const created_at = new Date(at);
  return await createStudioImage(api.services.database, amina.id, {
    ...{ created_at, ...none, ...columns },
  });
}

async function attempt(
  { id, owner_id }: StudioImage,
  at: string,
  { provider = 'offline', state = 'succeeded', seconds = 2, cost_micros = 0, number = 1 } = {},
): Promise<void> {
  const started_at = new Date(at);
  const finished_at = state === 'running' ? null : new Date(started_at.getTime() + seconds * 1e3);
  await api.services.database('studio_image_attempts').insert({
    ...{ id: newId(), image_id: id, owner_id, number, provider, state, cost_micros },
    ...{ started_at, finished_at },
  });
}

const statistics = async (query: NonNullable<GetStudioImageStatisticsData['query']>) => {
  const { data } = await getStudioImageStatistics({
    ...{ client: amina.client, query, throwOnError: true },
  });
  return data;
};

const from = '2026-09-01T00:00:00Z';
const to = '2026-10-01T00:00:00Z';

describe('statistics of pictures', () => {
  it('count pictures per status and period, and what providers cost, also of what failed or is gone', async () => {
    const first = await made('2026-09-14T23:59:59Z', { status: 'validated' });
    const second = await made('2026-09-15T00:00:00Z', { status: 'failed' });
    const gone = await made('2026-09-15T12:00:00Z', { deleted_at: new Date() });
    await made('2026-10-01T00:00:00Z');
    await attempt(first, '2026-09-14T23:59:59Z', { provider: 'openai', cost_micros: 40_000 });
    await attempt(second, '2026-09-15T00:00:01Z', {
      ...{ provider: 'openai', state: 'failed', seconds: 4, cost_micros: 10_000 },
    });
    await attempt(second, '2026-09-15T00:00:09Z', { state: 'running', number: 2 });
    await attempt(gone, '2026-09-15T12:00:00Z', { provider: 'openai', cost_micros: 1, seconds: 6 });
    const none = { pending: 0, generated: 0, validated: 0, rejected: 0, failed: 0 };
    expect(await statistics({ from, to, period: 'day' })).toEqual({
      ...{ period: 'day', from: '2026-09-01T00:00:00.000Z', to: '2026-10-01T00:00:00.000Z' },
      ...{ total: 2, attempts: 4, cost_micros: 50_001 },
      status_counts: { ...none, validated: 1, failed: 1 },
      periods: [
        {
          ...{ start: '2026-09-14T00:00:00.000Z', total: 1, attempts: 1, cost_micros: 40_000 },
          status_counts: { ...none, validated: 1 },
        },
        {
          ...{ start: '2026-09-15T00:00:00.000Z', total: 1, attempts: 3, cost_micros: 10_001 },
          status_counts: { ...none, failed: 1 },
        },
      ],
      providers: [
        {
          ...{ provider: 'openai', attempts: 3, succeeded: 2, average_seconds: 4 },
          cost_micros: 50_001,
        },
        { provider: 'offline', attempts: 1, succeeded: 0, average_seconds: null, cost_micros: 0 },
      ],
    });
    const weeks = await statistics({ from, to, period: 'week' });
    expect(weeks.periods.map(({ start }) => start)).toEqual(['2026-09-14T00:00:00.000Z']);
  });

  it('are empty where there is nothing, and other people’s are theirs', async () => {
    await createStudioImage(api.services.database, (await newPerson(api)).id);
    const { total, periods, providers } = await statistics({});
    expect({ total, periods, providers }).toEqual({ total: 0, periods: [], providers: [] });
    const wrong = await getStudioImageStatistics({
      ...{ client: amina.client, query: { from: to, to: from } },
    });
    expect(wrong.error).toMatchObject({ status: 400, code: 'validation_failed' });
  });
});
