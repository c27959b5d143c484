import { deleteImage, getClassificationStatistics } from '../../../clients/typescript';
import { newId } from '../../../foundation/ids';
import type { TestApi } from '../../support/api';
import { newPerson, type Person, startClassificationApi } from './classification-api';
import { shippedVersion } from '../../support/shipped-version';

let api: TestApi;
let amina: Person;
beforeAll(async () => {
  api = await startClassificationApi();
});
beforeEach(async () => {
  amina = await newPerson(api);
});
afterAll(() => api.close());

async function classified(at: string, label: string | null, row: object = {}): Promise<string> {
  const id = newId();
  await api.services.database('classification_images').insert({
    id,
    owner_id: amina.id,
    filename: 'a.png',
    object_key: `images/x/${id}`,
    size: 1,
    sha256: id.replaceAll('-', '').repeat(2),
    state: 'classified',
    outcome: label ? 'classified' : 'not_a_plum',
    label,
    confidence: label && 0.8,
    model_version: shippedVersion,
    latency_ms: 20,
    classified_at: at,
    ...row,
  });
  return id;
}

const january = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' };
const statistics = async (query: object, person = amina) =>
  getClassificationStatistics({ client: person.client, query: { ...january, ...query } });

test('count classes and outcomes per period and per model', async () => {
  await classified('2026-01-04T23:59:59.999Z', 'spotted', { confidence: 0.6 });
  await classified('2026-01-05T00:00:00Z', 'spotted', { confidence: 0.9 });
  await classified('2026-01-05T12:00:00Z', 'rotten', { confidence: 0.9, latency_ms: 40 });
  await classified('2026-01-05T13:00:00Z', 'rotten', { confidence: 0.4, outcome: 'uncertain' });
  await classified('2026-01-05T14:00:00Z', null);
  const { data } = await statistics({ period: 'day' });
  expect(data).toMatchObject({
    total: 5,
    class_counts: { spotted: 2, rotten: 1, unripe: 0 },
    outcome_counts: { classified: 3, uncertain: 1, not_a_plum: 1, unusable: 0 },
    periods: [
      { start: '2026-01-04T00:00:00.000Z', total: 1 },
      { start: '2026-01-05T00:00:00.000Z', total: 4, class_counts: { spotted: 1, rotten: 1 } },
    ],
    models: [{ model_version: shippedVersion, total: 5, average_latency_ms: 24 }],
  });
  expect(data?.average_confidence).toBeCloseTo(0.8);
  const weeks = await statistics({ period: 'week' });
  expect(weeks.data?.periods.map(({ start, total }) => [start, total])).toEqual([
    ['2025-12-29T00:00:00.000Z', 1],
    ['2026-01-05T00:00:00.000Z', 4],
  ]);
  const months = await statistics({ period: 'month' });
  expect(months.data?.periods).toMatchObject([{ start: '2026-01-01T00:00:00.000Z', total: 5 }]);
});

test('leave out what is deleted, what is outside, and what is of others', async () => {
  await classified('2025-12-31T23:59:59Z', 'spotted');
  await classified('2026-02-01T00:00:00Z', 'spotted');
  const id = await classified('2026-01-31T00:00:00Z', 'spotted');
  expect((await statistics({})).data?.total).toBe(1);
  expect((await statistics({}, await newPerson(api))).data?.total).toBe(0);
  await deleteImage({ client: amina.client, path: { id } });
  expect((await statistics({})).data).toMatchObject({
    total: 0,
    average_confidence: null,
    periods: [],
    models: [],
  });
});

test('are those of the last 30 days unless asked otherwise', async () => {
  const now = api.clock.now().getTime();
  const daysAgo = (days: number) => new Date(now - days * 24 * 3_600_000).toISOString();
  await classified(daysAgo(31), 'spotted');
  await classified(daysAgo(29), 'spotted');
  const { data } = await getClassificationStatistics({ client: amina.client });
  expect(data).toMatchObject({ total: 1, period: 'day', to: new Date(now).toISOString() });
});

test('of another owner are for admins, and end after they begin', async () => {
  const query = { owner_id: amina.id };
  const refused = await statistics(query, await newPerson(api));
  expect(refused.error).toMatchObject({ status: 403, code: 'forbidden' });
  await classified('2026-01-05T00:00:00Z', 'spotted');
  const admin = await newPerson(api, 'admin');
  expect((await statistics(query, admin)).data?.total).toBe(1);
  const { error } = await statistics({ from: january.to, to: january.from });
  expect(error).toMatchObject({ code: 'validation_failed', errors: [{ parameter: 'from' }] });
});
