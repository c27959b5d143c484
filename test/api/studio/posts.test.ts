import {
  cancelPost,
  decideReview,
  deletePost,
  exportPosts,
  getPost,
  getPostTimeline,
  listPosts,
  listReviews,
  type Post,
  type PostCreate,
  publishPostNow,
  retryPost,
  schedulePost,
  updatePost,
} from '../../../clients/typescript';
import type { Client } from '../../../clients/typescript/client';
import { PostTarget } from '../../../models/studio/post-target';
import { createPicture } from '../../factories/post';
import { createAccount } from '../../factories/social-account';
import type { TestApi } from '../../support/api';
import { newPerson } from '../classification/classification-api';
import { startStudioApi } from './studio-api';

const platform = 'dry-run';
const day = 86_400_000;

let api: TestApi;
let client: Client;
let owner: string;
beforeAll(async () => void (api = await startStudioApi()));
afterAll(async () => await api.close());
beforeEach(async () => {
  ({ id: owner, client } = await newPerson(api));
});

const database = () => api.services.database;
const tomorrow = () => new Date(api.clock.now().getTime() + day).toISOString();

/** When clocks change in Europe: the last Sunday of a month of 31 days. */
function lastSunday(year: number, month: number): string {
  const last = new Date(Date.UTC(year, month - 1, 31));
  return new Date(last.getTime() - last.getUTCDay() * day).toISOString().slice(0, 10);
}

/** Somebody with an account, and a post for it. */
async function scheduled(body: Partial<PostCreate> = {}): Promise<Post> {
  await createAccount(database(), owner, { platform });
  const wish = { platform, scheduled_time: tomorrow(), caption: 'Ripe plums.', ...body };
  const { data } = await schedulePost({ client, body: wish, throwOnError: true });
  return data;
}

/** What a refusal points to. */
async function refusal(body: PostCreate): Promise<[string | undefined, string][]> {
  const { error, response } = await schedulePost({ client, body });
  expect(response.status).toBe(422);
  return (error?.errors ?? []).map(({ pointer, code }) => [pointer, code]);
}

describe('scheduling', () => {
  it('takes what older front ends send: one picture, one platform', async () => {
    const { id: image } = await createPicture(database(), owner);
    const post = await scheduled({ image, hashtags: ['#plums', 'plums', 'cider'] });
    expect(post).toMatchObject({
      ...{ status: 'scheduled', image, images: [image], platforms: [platform] },
      ...{ hashtags: ['plums', 'cider'], is_approved: true },
      targets: [{ platform, status: 'scheduled', text: 'Ripe plums.\n\n#plums #cider' }],
    });
    const commands = await database()('workflow_commands').where({ subject_id: post.id });
    expect(commands).toMatchObject([{ workflow_type: 'publishPost' }]);
  });

  it('takes wall clocks, right across the changes of a zone', async () => {
    const year = api.clock.now().getUTCFullYear() + 1;
    const [spring, autumn] = [lastSunday(year, 3), lastSunday(year, 10)];
    await createAccount(database(), owner, { platform });
    const at = async (scheduled_time: string): Promise<string | null> => {
      const body = { platform, caption: 'Plums.', scheduled_time, timezone: 'Europe/Paris' };
      return (await schedulePost({ client, body, throwOnError: true })).data.scheduled_time;
    };
    // The clock skips it: the end of the gap. It is shown twice: the first time.
    expect(await at(`${spring}T02:30`)).toBe(`${spring}T01:00:00.000Z`);
    expect(await at(`${autumn}T02:30`)).toBe(`${autumn}T00:30:00.000Z`);
    expect(await at(`${year}-07-14T09:00:00`)).toBe(`${year}-07-14T07:00:00.000Z`);
    expect(await at(`${year}-07-14T09:00:00-04:00`)).toBe(`${year}-07-14T13:00:00.000Z`);
  });

  it('answers a repeat with the same key with the same post', async () => {
    await createAccount(database(), owner, { platform });
    const body = { platform, caption: 'Ripe plums.' };
    const headers = { 'Idempotency-Key': 'plums-1' };
    const first = await schedulePost({ client, body, headers, throwOnError: true });
    const second = await schedulePost({ client, body, headers, throwOnError: true });
    expect(second.data).toEqual(first.data);
    expect(first.data.status).toBe('draft');
  });

  it('names everything that is wrong at once, each at its place', async () => {
    const { id: other } = await newPerson(api);
    const [mine, deleted, theirs] = await Promise.all([
      createPicture(database(), owner, { status: 'generated' }),
      createPicture(database(), owner, { deleted_at: new Date() }),
      createPicture(database(), other),
    ]);
    const lost = await createAccount(database(), owner, { platform });
    await database()('social_accounts').where({ id: lost.id }).update({ state: 'disconnected' });
    const body = {
      ...{ image: mine.id, images: [deleted.id, theirs.id], timezone: 'Europe/Atlantis' },
      ...{ scheduled_time: tomorrow(), platforms: ['dry-run', 'myspace'] },
      accounts: [{ account_id: lost.id }],
    };
    expect(await refusal(body)).toEqual([
      ['/timezone', 'unknown_timezone'],
      ['/image', 'image_not_validated'],
      ['/images/0', 'image_deleted'],
      ['/images/1', 'unknown_image'],
      ['/accounts/0', 'account_disconnected'],
      ['/platforms/0', 'account_disconnected'],
      ['/platforms/1', 'unknown_platform'],
    ]);
    const [count] = await database()('posts').where({ owner_id: owner }).count();
    expect(Number(count?.['count'])).toBe(0);
  });

  it('refuses a time in the past, a platform that is not here, and a text too long for one', async () => {
    const { id: account_id } = await createAccount(database(), owner, { platform });
    const accounts = [{ account_id }];
    const past = new Date(api.clock.now().getTime() - 1).toISOString();
    expect(await refusal({ accounts, scheduled_time: past, caption: 'x' })).toEqual([
      ['/scheduled_time', 'time_in_past'],
    ]);
    const unknown = await schedulePost({ client, body: { platform: 'myspace', caption: 'x' } });
    expect(unknown.error).toMatchObject({ code: 'unknown_platform', status: 422 });
    const caption = 'x'.repeat(60_000);
    expect(await refusal({ accounts: [{ account_id, caption }], caption: 'short' })).toEqual([
      ['/accounts/0', 'caption_too_long'],
    ]);
  });
});

describe('a scheduled post', () => {
  it('is changed only by who saw it as it is', async () => {
    const post = await scheduled();
    const path = { id: post.id };
    const change = (tag: string, caption: string) =>
      updatePost({ client, path, body: { caption }, headers: { 'If-Match': tag } });
    const changed = await change('"1"', 'Riper plums.');
    expect(changed.data).toMatchObject({ caption: 'Riper plums.', status: 'scheduled' });
    expect((await change('"1"', 'Rotten.')).error).toMatchObject({ code: 'precondition_failed' });
    const without = await updatePost({ client, path, body: { caption: 'No.' } });
    expect(without.error).toMatchObject({ code: 'precondition_required' });
  });

  it('takes other accounts, and keeps those that are named again', async () => {
    const post = await scheduled();
    const [first] = post.targets;
    const { id: account_id } = await createAccount(database(), owner, { platform });
    const change = async (ids: (string | null)[], version: number): Promise<Post> => {
      const accounts = ids.map((id) => ({ account_id: id ?? '' }));
      const headers = { 'If-Match': `"${version}"` };
      const wish = { client, path: { id: post.id }, body: { accounts }, headers };
      return (await updatePost({ ...wish, throwOnError: true })).data;
    };
    const other = await change([account_id], 1);
    expect(other.targets.map(({ status }) => status)).toEqual(['cancelled', 'scheduled']);
    const both = await change([account_id, first?.account_id ?? null], 2);
    expect(both.targets.map(({ status }) => status)).toEqual(['scheduled', 'scheduled']);
  });

  it('is cancelled, hastened, retried and deleted as its state allows', async () => {
    const { id } = await scheduled();
    const path = { id };
    const retried = await retryPost({ client, path, body: {} });
    expect(retried.error).toMatchObject({ code: 'nothing_to_retry' });
    const hastened = await publishPostNow({ client, path, throwOnError: true });
    expect(hastened.response.status).toBe(202);
    expect(hastened.data.scheduled_time).toBe(api.clock.now().toISOString());
    const cancelled = await cancelPost({ client, path, throwOnError: true });
    expect(cancelled.data.status).toBe('cancelled');
    expect((await cancelPost({ client, path })).data?.status).toBe('cancelled');
    const late = await publishPostNow({ client, path });
    expect(late.error).toMatchObject({ code: 'post_state_conflict' });
    expect((await deletePost({ client, path })).response.status).toBe(204);
    expect((await getPost({ client, path })).response.status).toBe(404);
  });

  it('cannot be changed in any way while a platform is called', async () => {
    const { id } = await scheduled();
    await PostTarget.query(database()).where({ post_id: id }).patch({ status: 'publishing' });
    const path = { id };
    const headers = { 'If-Match': '*' };
    const answers = await Promise.all([
      updatePost({ client, path, body: { caption: 'Riper.' }, headers }),
      cancelPost({ client, path }),
      publishPostNow({ client, path }),
      retryPost({ client, path, body: {} }),
      deletePost({ client, path }),
    ]);
    expect(answers.map(({ error }) => error?.code)).toEqual(answers.map(() => 'post_publishing'));
  });

  it('is nobody else’s', async () => {
    const { id } = await scheduled();
    const { client: stranger } = await newPerson(api);
    expect((await getPost({ client: stranger, path: { id } })).response.status).toBe(404);
    expect((await cancelPost({ client: stranger, path: { id } })).response.status).toBe(404);
  });

  it('is listed by status, platform and time', async () => {
    const { id } = await scheduled();
    const found = async (query: Parameters<typeof listPosts>[0] extends infer O ? O : never) =>
      (await listPosts({ client, ...query, throwOnError: true })).data.results.map(
        (post) => post.id,
      );
    expect(await found({ query: { status: 'scheduled', platform } })).toEqual([id]);
    expect(await found({ query: { status: 'posted' } })).toEqual([]);
    expect(await found({ query: { to: api.clock.now().toISOString() } })).toEqual([]);
  });
});

it('is exported with all others as a table', async () => {
  const { id } = await scheduled({ caption: 'Plums, "ripe".' });
  const { data } = await exportPosts({
    ...{ client, query: { format: 'csv' }, parseAs: 'text', throwOnError: true },
  });
  const [head, row] = String(data).split('\r\n');
  expect(head).toContain('id,owner_id,status,caption');
  expect(row).toContain(`${id},${owner},scheduled,"Plums, ""ripe""."`);
});

describe('a post that somebody has to agree to', () => {
  it('is bound to what was approved: another text is asked for again', async () => {
    const post = await scheduled({ approval: {} });
    const query = { kind: 'post', state: 'open' } as const;
    const open = async () =>
      (await listReviews({ client, query, throwOnError: true })).data.results.filter(
        ({ subject_id }) => subject_id === post.id,
      );
    const [review] = await open();
    expect(review?.subject?.answer).toMatchObject({ texts: [{ platform, text: 'Ripe plums.' }] });
    const path = { id: review?.id ?? '' };
    const body = { decision: 'approve', content_hash: review?.content_hash ?? '' } as const;
    await decideReview({ client, path, body, throwOnError: true });
    const read = async () =>
      (await getPost({ client, path: { id: post.id }, throwOnError: true })).data;
    expect((await read()).is_approved).toBe(true);
    const headers = { 'If-Match': '*' };
    const time = { scheduled_time: new Date(api.clock.now().getTime() + 2 * day).toISOString() };
    await updatePost({ client, path: { id: post.id }, body: time, headers, throwOnError: true });
    expect((await read()).is_approved).toBe(true);
    const text = { caption: 'Riper plums.' };
    await updatePost({ client, path: { id: post.id }, body: text, headers, throwOnError: true });
    expect((await read()).is_approved).toBe(false);
    expect((await open()).map(({ content_hash }) => content_hash)).not.toContain(
      review?.content_hash,
    );
  });

  it('is a draft once it is rejected, and asked for again when it is given a time', async () => {
    const post = await scheduled({ approval: {} });
    const review = await database()('reviews').where({ subject_id: post.id }).first();
    const body = { decision: 'reject', content_hash: review.content_hash } as const;
    await decideReview({ client, path: { id: review.id }, body, throwOnError: true });
    const { data } = await getPost({ client, path: { id: post.id }, throwOnError: true });
    expect(data).toMatchObject({
      status: 'draft',
      targets: [{ error: { code: 'post_rejected' } }],
    });
    const again = { body: { scheduled_time: tomorrow() }, headers: { 'If-Match': '*' } };
    const wish = { client, path: { id: post.id }, ...again, throwOnError: true } as const;
    expect((await updatePost(wish)).data.status).toBe('scheduled');
    const states = database()('reviews').where({ subject_id: post.id }).orderBy('id');
    expect(await states.pluck('state')).toEqual(['rejected', 'open']);
  });
});

it('tells its story in the language of the reader, with what may be done now', async () => {
  const { id } = await scheduled();
  const story = async (language: string) => {
    const headers = { 'accept-language': language };
    return (await getPostTimeline({ client, path: { id }, headers, throwOnError: true })).data;
  };
  const [french, english] = [await story('fr'), await story('en')];
  expect(english.entries.map(({ code }) => code)).toEqual(['created']);
  const { data } = await getPost({ client, path: { id }, throwOnError: true });
  expect(english.waits).toMatchObject([
    { status: 'scheduled', text: 'It waits for its time.', until: data.scheduled_time },
  ]);
  expect(french.waits).toMatchObject([{ text: 'Elle attend son heure.' }]);
  expect(english.actions).toEqual(['edit', 'cancel', 'publish_now', 'delete']);
});
