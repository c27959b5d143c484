import {
  createPostingSchedule,
  deletePostingSchedule,
  exportPostingSchedules,
  getPostingSchedule,
  getScheduleSlots,
  listPostingSchedules,
  listReviews,
  updatePostingSchedule,
} from '../../../clients/typescript';
import type { PostingSchedule, PostingScheduleCreate } from '../../../clients/typescript';
import { createAccount } from '../../factories/social-account';
import { createStudioImage } from '../../factories/studio-image';
import type { TestApi } from '../../support/api';
import { newPerson } from '../classification/classification-api';
import { newPublisher, type Publisher, startStudioApi } from './studio-api';

let api: TestApi;
let person: Publisher;
beforeAll(async () => void (api = await startStudioApi()));
afterAll(() => api.close());
beforeEach(async () => void (person = await newPublisher(api)));

const wish = (given: Partial<PostingScheduleCreate> = {}): PostingScheduleCreate => ({
  ...{ name: 'Morning picture', recurrence: { frequency: 'daily' }, times: ['09:00'] },
  ...{ timezone: 'UTC', accounts: [person.account_id], caption: 'Fresh.', ...given },
});

async function create(given: Partial<PostingScheduleCreate> = {}): Promise<PostingSchedule> {
  const { client } = person;
  const body = wish(given);
  return (await createPostingSchedule({ client, body, throwOnError: true })).data;
}

async function faultsOf(given: Partial<PostingScheduleCreate>): Promise<string[]> {
  const { error } = await createPostingSchedule({ client: person.client, body: wish(given) });
  expect([error?.status, error?.code]).toEqual([422, 'schedule_refused']);
  return error?.errors?.map(({ pointer, code }) => `${pointer} ${code}`) ?? [];
}

const posts = async (status: string): Promise<number> => {
  const rows = api.services.database('posts').where({ owner_id: person.id, status });
  return (await rows.select('id')).length;
};

describe('a schedule', () => {
  it('fills its slots at once with the pictures that there are', async () => {
    const { id, next_slot_at } = await create();
    const { client } = person;
    const { data } = await getScheduleSlots({ client, path: { id }, throwOnError: true });
    expect(data.timezone).toBe('UTC');
    expect(data.slots).toHaveLength(10);
    expect(data.slots.every(({ local_time }) => local_time.endsWith('T09:00'))).toBe(true);
    expect(data.slots[0]?.slot_at).toBe(next_slot_at);
    expect(data.slots.map(({ post_status }) => post_status)).toEqual([
      ...['scheduled', ...Array.from({ length: 9 }, () => null)],
    ]);
  });

  it('is made once, however often the same key asks', async () => {
    const { client } = person;
    const request = { client, body: wish(), headers: { 'Idempotency-Key': 'one' } };
    const [first, second] = [
      await createPostingSchedule({ ...request, throwOnError: true }),
      await createPostingSchedule({ ...request, throwOnError: true }),
    ];
    expect(second.data.id).toBe(first.data.id);
    const { data } = await listPostingSchedules({ client, throwOnError: true });
    expect(data.count).toBe(1);
  });

  it('is changed by who saw it last; its posts follow its times', async () => {
    await createStudioImage(api.services.database, person.id, { status: 'validated' });
    const { client } = person;
    const path = { id: (await create()).id };
    expect(await posts('scheduled')).toBe(2);
    const body = { times: ['18:30'] };
    const blind = await updatePostingSchedule({
      client,
      path,
      body,
      headers: { 'If-Match': '"9"' },
    });
    expect(blind.error?.code).toBe('precondition_failed');
    await updatePostingSchedule({
      client,
      path,
      body,
      headers: { 'If-Match': '"1"' },
      throwOnError: true,
    });
    expect([await posts('cancelled'), await posts('scheduled')]).toEqual([2, 2]);
    const { data } = await getScheduleSlots({
      client,
      path,
      query: { limit: 1 },
      throwOnError: true,
    });
    expect(data.slots[0]?.local_time).toMatch(/T18:30$/);
  });

  it('asks for approval of the posts that it makes, of whom it names', async () => {
    const reviewer = await newPerson(api, 'reviewer');
    const { id, approval } = await create({ approval: { reviewer_id: reviewer.id } });
    expect(approval).toEqual({ reviewer_id: reviewer.id, needed: 1 });
    const query = { kind: 'post', state: 'open' } as const;
    const { data } = await listReviews({ client: person.client, query, throwOnError: true });
    expect(data.results).toMatchObject([{ needed: 1, reviewer_id: reviewer.id }]);
    const post = api.services.database('posts').where({ schedule_id: id }).first();
    expect(await post).toMatchObject({ status: 'scheduled', approval_required: true });
    const nobody = { client: person.client, path: { id }, body: { approval: null } };
    const changed = await updatePostingSchedule({ ...nobody, headers: { 'If-Match': '*' } });
    expect(changed.data?.approval).toBeNull();
  });

  it('is told who of those that it asks may not decide', async () => {
    const { id: reviewer_id } = await newPublisher(api);
    expect(await faultsOf({ approval: { reviewer_id } })).toEqual([
      '/approval/reviewer_id unknown_reviewer',
    ]);
  });

  it('is renamed and paused whatever has become of its accounts, and not woken again', async () => {
    const { client, account_id } = person;
    const path = { id: (await create()).id };
    await api.services.database('social_accounts').where({ id: account_id }).delete();
    const change = (body: { name?: string; is_active?: boolean }) =>
      updatePostingSchedule({ client, path, body, headers: { 'If-Match': '*' } });
    const paused = await change({ name: 'For later', is_active: false });
    expect(paused.data).toMatchObject({ name: 'For later', is_active: false });
    expect((await change({ is_active: true })).error?.errors).toMatchObject([
      { pointer: '/accounts/0', code: 'unknown_account' },
    ]);
  });

  it('may still be renamed when it has ended, and is held to all else', async () => {
    const { client } = person;
    const path = { id: (await create()).id };
    const over = { starts_on: '2020-01-01', ends_on: '2020-12-31', next_slot_at: null };
    await api.services.database('posting_schedules').where(path).update(over);
    const change = (body: { name?: string; accounts?: string[] }) =>
      updatePostingSchedule({ client, path, body, headers: { 'If-Match': '*' } });
    expect((await change({ name: 'Over' })).data).toMatchObject({ name: 'Over' });
    const { account_id } = await newPublisher(api);
    expect((await change({ accounts: [account_id] })).error?.errors).toMatchObject([
      { pointer: '/accounts/0', code: 'unknown_account' },
    ]);
  });

  it('can be paused, found as such, and deleted with what it had planned', async () => {
    const { client } = person;
    const path = { id: (await create()).id };
    const pause = { client, path, body: { is_active: false }, headers: { 'If-Match': '*' } };
    await updatePostingSchedule({ ...pause, throwOnError: true });
    expect(await posts('scheduled')).toBe(0);
    const query = { is_active: false };
    const { data } = await listPostingSchedules({ client, query, throwOnError: true });
    expect(data.results.map(({ id }) => id)).toEqual([path.id]);
    const rows = await exportPostingSchedules({ client, query: { ...query, format: 'json' } });
    const [row] = (rows.data as { results: object[] }).results;
    expect(row).toMatchObject({ id: path.id, recurrence: { frequency: 'daily' } });
    expect((await deletePostingSchedule({ client, path })).response?.status).toBe(204);
    expect((await getPostingSchedule({ client, path })).error?.code).toBe('not_found');
    expect(await posts('cancelled')).toBe(1);
  });
});

describe('a schedule that cannot work', () => {
  it('is told of the slots that it will never have', async () => {
    const never = { rrule: 'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30' };
    expect(await faultsOf({ recurrence: never })).toEqual([' no_slots']);
    expect(await faultsOf({ times: [] })).toEqual([' no_slots']);
    expect(await faultsOf({ starts_on: '2020-01-01', ends_on: '2020-12-31' })).toEqual([
      ' no_slots',
    ]);
    const out = { from: '2020-01-01', to: '2099-12-31' };
    expect(await faultsOf({ blackouts: [out] })).toEqual([' no_slots']);
  });

  it('is told of rules and zones that there are none of', async () => {
    const invalid = ['/recurrence rule_invalid'];
    expect(await faultsOf({ recurrence: {} })).toEqual(invalid);
    expect(await faultsOf({ recurrence: { rrule: 'FREQ=SECONDLY' } })).toEqual(invalid);
    const twice = { frequency: 'daily' as const, rrule: 'FREQ=DAILY' };
    expect(await faultsOf({ recurrence: twice })).toEqual(invalid);
    expect(await faultsOf({ recurrence: { frequency: 'daily', month_days: [1] } })).toEqual(
      invalid,
    );
    expect(await faultsOf({ recurrence: { frequency: 'monthly', month_days: [0] } })).toEqual(
      invalid,
    );
    expect(await faultsOf({ timezone: 'Europe/Atlantis' })).toEqual(['/timezone unknown_timezone']);
  });

  it('is told of accounts, platforms and templates that are not its owner’s', async () => {
    const { account_id, id } = await newPublisher(api);
    expect(await faultsOf({ accounts: [account_id] })).toEqual(['/accounts/0 unknown_account']);
    expect(await faultsOf({ accounts: [] })).toEqual([' no_account']);
    expect(await faultsOf({ platforms: ['nowhere'] })).toEqual(['/platforms/0 unknown_platform']);
    expect(await faultsOf({ template_id: id, caption: '' })).toEqual([
      '/template_id unknown_template',
    ]);
    expect(await faultsOf({ variables: { fruit: 'plum' } })).toEqual([
      '/variables unknown_variable',
    ]);
  });

  it('is told of each account and platform for which its words are too long, and only of those', async () => {
    const { id } = await createAccount(api.services.database, person.id, { platform: 'mastodon' });
    const given = {
      ...{ accounts: [person.account_id, id], platforms: ['bluesky'] },
      ...{ caption: 'x'.repeat(291), hashtags: ['#harvest', 'Harvest'] },
    };
    expect(await faultsOf(given)).toEqual(['/platforms/0 caption_too_long']);
    expect(await faultsOf({ ...given, caption: 'x'.repeat(600) })).toEqual([
      ...['/accounts/1 caption_too_long', '/platforms/0 caption_too_long'],
    ]);
    const fits = await create({ ...given, caption: 'x'.repeat(290) });
    const change = { client: person.client, path: { id: fits.id }, headers: { 'If-Match': '*' } };
    const { error } = await updatePostingSchedule({ ...change, body: { caption: given.caption } });
    expect(error?.errors).toMatchObject([
      { pointer: '/platforms/0', detail: expect.stringContaining('bluesky: 301 characters') },
    ]);
  });

  it('is one too many after the fiftieth', async () => {
    const { client } = person;
    for (let nth = 0; nth < 50; nth += 1) await create({ starts_on: '2090-01-01' });
    const { error } = await createPostingSchedule({ client, body: wish() });
    expect(error?.code).toBe('schedule_limit');
  });
});
