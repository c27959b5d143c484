import { generateImage, type Problem, type StudioImageCreate } from '../../../clients/typescript';
import { transaction } from '../../../foundation/transaction';
import { correctUse } from '../../../models/operations/budget';
import type { TestApi } from '../../support/api';
import { newPerson } from '../classification/classification-api';
import { startStudioApi } from './studio-api';

let api: TestApi;
beforeAll(async () => {
  const openai = { IMAGES_OPENAI_API_KEY: 'sk-1', IMAGES_OPENAI_PRICES: '0.01,0.06,0.25' };
  const providers = { IMAGES_PROVIDERS: 'openai,offline', IMAGES_MONTHLY_DOLLARS: '0.2' };
  api = await startStudioApi({ ...openai, ...providers });
});
afterAll(() => api.close());

test('pictures that the month’s money does not pay for are refused at once, until the next month', async () => {
  const { id: owner_id, client } = await newPerson(api);
  const ask = async (wish: Partial<StudioImageCreate>) =>
    await generateImage({ client, body: { prompt: 'plums', provider: 'openai', ...wish } });
  const now = api.clock.now();
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  const refused = await ask({ count: 4 });
  expect(refused.error as Problem).toMatchObject({
    ...{ status: 429, code: 'budget_exceeded', resets_at: month.toISOString() },
    detail:
      '0 US dollars of 0.2 US dollars are used this month, and this would take 0.24 US dollars.',
  });
  expect(Number(refused.response?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask({ count: 3 })).response?.status).toBe(202);
  const spent = { owner_id, feature: 'image_spend', n: 170_000, at: now } as const;
  await transaction(api.services.database, (tx) => correctUse(tx, spent));
  expect((await ask({})).error).toMatchObject({ code: 'budget_exceeded' });
  expect((await ask({ quality: 'draft' })).response?.status).toBe(202);
  // There is somebody left who costs nothing.
  const free = await generateImage({
    client,
    body: { prompt: 'plums', quality: 'high', count: 4 },
  });
  expect(free.response?.status).toBe(202);
});
