import {
  createBatchForm,
  createUploads,
  getBatchReport,
  type Problem,
  retryBatch,
} from '../../../clients/typescript';
import { newId } from '../../../foundation/ids';
import type { TestApi } from '../../support/api';
import { filePart, newPerson, type Person, startClassificationApi } from './classification-api';
import { picture } from './pictures';
import { temporalDown } from './temporal-fakes';

// A hundredth of what the contract allows.
const scale = 0.01;

let api: TestApi;
let bela: Person;
beforeAll(async () => {
  api = await startClassificationApi({ RATE_LIMIT_SCALE: String(scale) });
  api.services.temporal = temporalDown;
});
afterAll(() => api.close());

// Somebody who signs in needs a limit of sign-ins that is whole.
beforeEach(async () => {
  await api.services.database('rate_limits').delete();
  bela = await newPerson(api);
});

const file = { filename: 'plum.png', content_type: 'image/png', size: 100 } as const;
const places = ({ client }: Person) => createUploads({ client, body: { files: [file] } });
const codeOf = ({ error }: { error?: unknown }) => (error as Problem | undefined)?.code;

test('places for uploads are limited per user, and the headers say how', async () => {
  const first = await places(bela);
  expect(first.response.status).toBe(201);
  expect(first.response.headers.get('ratelimit-policy')).toBe('"uploads";q=6;w=3600');
  expect(first.response.headers.get('ratelimit')).toBe('"uploads";r=5;t=600');
  for (let nth = 2; nth <= 6; nth++) expect((await places(bela)).response.status).toBe(201);
  const refused = await places(bela);
  expect([refused.response.status, codeOf(refused)]).toEqual([429, 'rate_limited']);
  expect(refused.response.headers.get('retry-after')).toBe('600');
  await api.services.database('rate_limits').where('key', 'like', 'login:%').delete();
  await api.services.database('rate_limits').where('key', 'like', 'register:%').delete();
  expect((await places(await newPerson(api))).response.status).toBe(201);
  api.clock.advance(600_000);
  expect((await places(bela)).response.status).toBe(201);
});

test('new batches and retries share a limit; a refused form is answered, not cut off', async () => {
  const image = new File([new Uint8Array(picture(1))], 'plum.png');
  const start = () => createBatchForm({ client: bela.client, body: { images: [image] } });
  const retry = () => retryBatch({ client: bela.client, path: { id: newId() } });
  expect((await start()).response.status).toBe(202);
  expect(codeOf(await retry())).toBe('not_found');
  expect((await start()).response.status).toBe(202);
  expect(codeOf(await start())).toBe('rate_limited');
  expect(codeOf(await retry())).toBe('rate_limited');
});

test('single pictures and reports are limited', async () => {
  const send = (nth: number) =>
    bela.send('/classification/images', [filePart('image', picture(nth), 'plum.png')]);
  for (let nth = 1; nth <= 6; nth++) expect((await send(nth)).status).toBe(202);
  expect((await send(7)).status).toBe(429);
  const report = () => getBatchReport({ client: bela.client, path: { id: newId() } });
  expect(codeOf(await report())).toBe('not_found');
  expect(codeOf(await report())).toBe('rate_limited');
});
