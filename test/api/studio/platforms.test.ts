import { listPlatforms } from '../../../clients/typescript';
import { signedInUser } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(/^(identity\/sessions|studio\/platforms)/);
});
afterAll(() => api.close());

const list = async () => {
  const { access } = await signedInUser(api);
  const { data } = await listPlatforms({ client: api.client(access), throwOnError: true });
  return data.results;
};

test('platforms are listed by name, each that the program has', async () => {
  const names = (await list()).map(({ name }) => name);
  expect(names).toEqual([...api.services.platforms.keys()].sort());
});

test('who has no keys publishes nowhere, and everything else waits for an application of its own', async () => {
  const platforms = await list();
  const find = (name: string) => platforms.find((one) => one.name === name);
  expect(find('dry-run')).toMatchObject({
    ...{ title: 'Dry run', configured: true, connection: 'password' },
    ...{ removes_posts: true, measures_posts: true },
  });
  expect(find('instagram')).toMatchObject({
    ...{ title: 'Instagram', configured: false, connection: 'oauth' },
    ...{ removes_posts: false, measures_posts: true },
  });
});

test('rules are told as data', async () => {
  const rules = new Map((await list()).map((one) => [one.name, one.rules]));
  expect(rules.get('instagram')).toEqual({
    ...{ text_max: 2_200, text_required: false, hashtags_max: 30, link: false, options: [] },
    media: {
      ...{ count_min: 1, count_max: 10, media_types: ['image/jpeg'], max_bytes: 8_388_608 },
      ...{ ratio_min: 0.8, ratio_max: 1.91, min_width: 320, max_width: 1_440, max_pixels: null },
      ...{ fetched: true, alt_text_max: 1_000 },
    },
  });
  const { options } = rules.get('tiktok') ?? {};
  expect(options?.[0]).toMatchObject({ name: 'privacy_level', required: false });
  expect(options?.[0]?.values).toContain('SELF_ONLY');
});

test('nobody reads them without signing in', async () => {
  const { response } = await listPlatforms({ client: api.client() });
  expect(response.status).toBe(401);
});
