import {
  createPostingSchedule,
  createPostTemplate,
  deletePostTemplate,
  exportPostTemplates,
  getPostTemplate,
  listPostTemplates,
  schedulePost,
  updatePostingSchedule,
  updatePostTemplate,
} from '../../../clients/typescript';
import type {
  PostTemplate,
  PostTemplateCreate,
  PostTemplateUpdate,
} from '../../../clients/typescript';
import { createAccount } from '../../factories/social-account';
import type { TestApi } from '../../support/api';
import { newPublisher, type Publisher, startStudioApi } from './studio-api';

let api: TestApi;
let person: Publisher;
beforeAll(async () => void (api = await startStudioApi()));
afterAll(() => api.close());
beforeEach(async () => void (person = await newPublisher(api)));

const daily = { name: 'Daily', caption: '{{weekday}}: {{fruit}}', variables: { fruit: null } };

async function create(body: PostTemplateCreate = daily): Promise<PostTemplate> {
  const { client } = person;
  const { data } = await createPostTemplate({ client, body, throwOnError: true });
  return data;
}

async function faultsOf(body: PostTemplateCreate): Promise<string[]> {
  const { error, response } = await createPostTemplate({ client: person.client, body });
  expect([response?.status, error?.code]).toEqual([422, 'template_refused']);
  return error?.errors?.map(({ pointer, code }) => `${pointer} ${code}`) ?? [];
}

describe('a template', () => {
  it('is made, read, listed, changed and deleted', async () => {
    const { client } = person;
    const { id } = await create({ ...daily, hashtags: ['#plum', 'Plum', 'ripe'] });
    const path = { id };
    const read = await getPostTemplate({ client, path, throwOnError: true });
    expect(read.data).toMatchObject({ name: 'Daily', hashtags: ['plum', 'ripe'] });
    expect(read.response.headers.get('etag')).toBe('"1"');
    const edit = { client, path, body: { name: 'Weekly' } };
    const blind = await updatePostTemplate({ ...edit, headers: { 'If-Match': '"7"' } });
    expect(blind.error?.code).toBe('precondition_failed');
    const seen = await updatePostTemplate({ ...edit, headers: { 'If-Match': '"1"' } });
    expect(seen.data).toMatchObject({ name: 'Weekly', caption: daily.caption });
    const { data: page } = await listPostTemplates({ client, throwOnError: true });
    expect(page.results.map(({ name }) => name)).toEqual(['Weekly']);
    const file = await exportPostTemplates({ client, query: { format: 'csv' } });
    expect(file.data).toContain('Weekly');
    expect((await deletePostTemplate({ client, path })).response?.status).toBe(204);
    expect((await getPostTemplate({ client, path })).error?.code).toBe('not_found');
  });

  it('with variables that it does not declare is refused, and nothing is changed', async () => {
    expect(await faultsOf({ name: 'x', caption: '{{fruit}} {{date}}' })).toEqual([
      '/caption unknown_variable',
    ]);
    const reserved = { name: 'x', caption: 'x', variables: { date: 'today' } };
    expect(await faultsOf(reserved)).toEqual(['/variables/date reserved_variable']);
    expect(await faultsOf({ name: 'x', caption: '{{date' })).toEqual([
      '/caption unclosed_variable',
    ]);
    const { id } = await create();
    const { client } = person;
    const change = { client, path: { id }, headers: { 'If-Match': '*' }, body: { variables: {} } };
    expect((await updatePostTemplate(change)).error?.code).toBe('template_refused');
    const { data } = await getPostTemplate({ client, path: { id }, throwOnError: true });
    expect(data.variables).toEqual({ fruit: null });
  });

  it('of a schedule cannot be deleted, and makes the words of its posts', async () => {
    const { client, account_id, id: owner_id } = person;
    const { id } = await create({ ...daily, caption: '{{fruit}} / {{time}}', hashtags: ['daily'] });
    const body = {
      ...{ name: 'Hourly', recurrence: { frequency: 'daily' as const }, timezone: 'UTC' },
      ...{ times: ['00:00', '12:00'], accounts: [account_id], hashtags: ['plum'] },
      ...{ template_id: id, variables: { fruit: 'Quetsche' } },
    };
    await createPostingSchedule({ client, body, throwOnError: true });
    const { error } = await deletePostTemplate({ client, path: { id } });
    expect(error?.code).toBe('template_in_use');
    const post = await api.services.database('posts').where({ owner_id }).first();
    expect(post).toMatchObject({ template_id: id, hashtags: ['daily', 'plum'] });
    expect(post).toMatchObject({ caption: expect.stringMatching(/^Quetsche \/ (00|12):00$/) });
  });

  it('is not changed so that a schedule could make no posts of it any more', async () => {
    const { client, account_id } = person;
    const path = { id: (await create({ ...daily, variables: { fruit: 'plums' } })).id };
    const { id } = await createAccount(api.services.database, person.id, { platform: 'mastodon' });
    const body = {
      ...{ name: 'Morning', recurrence: { frequency: 'daily' as const }, times: ['09:00'] },
      ...{ accounts: [account_id, id], template_id: path.id, variables: { fruit: 'Quetsche' } },
    };
    const { data } = await createPostingSchedule({ client, body, throwOnError: true });
    const change = (wish: PostTemplateUpdate) =>
      updatePostTemplate({ client, path, body: wish, headers: { 'If-Match': '*' } });
    const long = await change({ caption: 'x'.repeat(600) });
    expect(long.error).toMatchObject({ status: 422, code: 'template_refused' });
    expect(long.error?.errors).toMatchObject([
      {
        ...{ pointer: '/caption', code: 'caption_too_long' },
        detail: expect.stringMatching(/^Morning: mastodon \(.+\): 600 characters/),
      },
    ]);
    const other = await change({ caption: '{{berry}}', variables: { berry: 'x' } });
    expect(other.error?.errors).toMatchObject([
      { pointer: '/variables/fruit', code: 'unknown_variable' },
    ]);
    const read = await getPostTemplate({ client, path, throwOnError: true });
    expect(read.data).toMatchObject({ caption: daily.caption, variables: { fruit: 'plums' } });
    const pause = { client, path: { id: data.id }, body: { is_active: false } };
    await updatePostingSchedule({ ...pause, headers: { 'If-Match': '*' }, throwOnError: true });
    expect((await change({ caption: 'x'.repeat(600) })).response?.status).toBe(200);
  });

  it('needs a value for every variable that has none, and takes no others', async () => {
    const { client, account_id } = person;
    const { id } = await create();
    const { error } = await createPostingSchedule({
      client,
      body: {
        ...{ name: 'x', recurrence: { frequency: 'daily' }, times: ['09:00'] },
        ...{ accounts: [account_id], template_id: id, variables: { 'a/b': 'x' }, caption: 'x' },
      },
    });
    expect(error?.code).toBe('schedule_refused');
    expect(error?.errors?.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      ...['/caption caption_and_template', '/variables/a~1b unknown_variable'],
      '/variables/fruit missing_variable',
    ]);
  });
});

describe('a post of a template', () => {
  const noon = { scheduled_time: '2027-07-14T12:00', timezone: 'Europe/Paris' };

  it('has its words, put together for its time and its picture', async () => {
    const { client, account_id, image_id: image } = person;
    await api.services.database('studio_images').where({ id: image }).update({ title: 'Verger' });
    const caption = '{{weekday}} {{time}}: {{fruit}} ({{image_title}})';
    const { id } = await create({ ...daily, caption, hashtags: ['daily'] });
    const accounts = [{ account_id }];
    const variables = { fruit: '{{date}}' };
    const body = { ...noon, image, accounts, template_id: id, variables, hashtags: ['plum'] };
    const { data } = await schedulePost({ client, body, throwOnError: true });
    expect(data).toMatchObject({ template_id: id, hashtags: ['daily', 'plum'] });
    expect(data.caption).toMatch(/^(mercredi|Wednesday) 12:00: {{date}} \(Verger\)$/);
  });

  it('is refused with a template of others, or values that do not fit', async () => {
    const { client, account_id } = person;
    const { id: template_id } = await create();
    const accounts = [{ account_id }];
    const codes = async (body: Parameters<typeof schedulePost>[0]['body']) => {
      const { error } = await schedulePost({ client, body: { ...noon, accounts, ...body } });
      expect(error?.code).toBe('post_refused');
      return error?.errors?.map(({ pointer, code }) => `${pointer} ${code}`);
    };
    expect(await codes({ template_id })).toEqual(['/variables/fruit missing_variable']);
    expect(await codes({ variables: { fruit: 'x' } })).toEqual(['/variables unknown_variable']);
    const twice = { template_id, variables: { fruit: 'x' }, caption: 'x' };
    expect(await codes(twice)).toEqual(['/caption caption_and_template']);
    const { id: long } = await create({ ...daily, caption: '{{fruit}}'.repeat(1_000) });
    expect(await codes({ template_id: long, variables: { fruit: 'x'.repeat(2_000) } })).toEqual([
      '/variables caption_too_long',
    ]);
    person = await newPublisher(api);
    const { id: theirs } = await create();
    expect(await codes({ template_id: theirs })).toEqual(['/template_id unknown_template']);
  });
});
