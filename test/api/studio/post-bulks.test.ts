import { createPostTemplate, schedulePosts } from '../../../clients/typescript';
import type { PostBulkReport, Problem } from '../../../clients/typescript';
import { Event } from '../../../models/messaging/event';
import { Post } from '../../../models/studio/post';
import { PostTarget } from '../../../models/studio/post-target';
import { createStudioImage } from '../../factories/studio-image';
import type { TestApi } from '../../support/api';
import { filePart } from '../classification/classification-api';
import { newPublisher, type Publisher, startStudioApi } from './studio-api';

const path = '/scheduler/posts/bulk';

let api: TestApi;
beforeAll(async () => void (api = await startStudioApi()));
afterAll(() => api.close());

const postsOf = async ({ id }: Publisher): Promise<Post[]> =>
  await Post.query(api.services.database).where({ owner_id: id }).orderBy('id');

async function send(
  person: Publisher,
  file: string | Buffer,
  { query = '', key }: { query?: string; key?: string } = {},
) {
  const part = filePart('file', Buffer.from(file), 'posts.csv');
  const response = await person.send(`${path}${query}`, [part], key);
  return { status: response.status, body: (await response.json()) as PostBulkReport & Problem };
}

/** A CSV of so many posts, an hour apart, from 2027 on. */
function csvOf(
  { image_id }: Publisher,
  count: number,
  change: Record<number, string> = {},
): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const time = new Date(Date.UTC(2027, 0, 1, 0, 10 * index)).toISOString().slice(0, 16);
    return (
      change[index] ?? `${image_id},${time},Europe/Paris,dry-run,"Plum, no. ${index}",plum ripe`
    );
  });
  return ['image,scheduled_time,timezone,platform,caption,hashtags', ...rows].join('\r\n');
}

describe('a file of 5,000 posts', () => {
  it('with 3 wrong lines schedules nothing, and names them', async () => {
    const person = await newPublisher(api);
    const rejected = await createStudioImage(api.services.database, person.id);
    const wrong = {
      6: `${person.image_id},2020-01-01T09:00,Europe/Paris,dry-run,too late,`,
      2_500: `${rejected.id},2027-01-01T09:00,Europe/Paris,dry-run,not validated,`,
      4_999: `${person.image_id},2027-01-01T09:00,Europe/Nowhere,nowhere,no place,`,
    };
    const file = csvOf(person, 5_000, wrong);
    const { status, body } = await send(person, file);
    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: 'bulk_refused',
      detail: '3 of 5000 lines are wrong; nothing was scheduled.',
    });
    expect(
      body.errors?.map(({ pointer, code, detail }) => [pointer, code, detail.split(':')[0]]),
    ).toEqual([
      ['/posts/6/scheduled_time', 'time_in_past', 'Line 8'],
      ['/posts/2500/image', 'image_not_validated', 'Line 2502'],
      ['/posts/4999/timezone', 'unknown_timezone', 'Line 5001'],
      ['/posts/4999/platform', 'unknown_platform', 'Line 5001'],
    ]);
    const looked = await send(person, file, { query: '?dry_run=true' });
    expect(looked).toMatchObject({
      status: 200,
      body: { dry_run: true, total: 5_000, created: 0, refused: 3 },
    });
    const refused = looked.body.lines.filter(({ errors }) => errors.length > 0);
    expect(refused.map(({ line }) => line)).toEqual([8, 2502, 5001]);
    expect(await postsOf(person)).toEqual([]);
  });

  it('as JSON is answered the same, line by line, with and without a dry run', async () => {
    const person = await newPublisher(api);
    const good = { image: person.image_id, platform: 'dry-run', timezone: 'Europe/Paris' };
    const posts = Array.from({ length: 5_000 }, (_, nth) => ({ ...good, caption: `No. ${nth}` }));
    const wrong = { caption: 'x'.repeat(5_001), platform: 'dry-run' };
    const file = JSON.stringify(
      posts.with(0, { ...good, ...wrong }).with(99, { ...good, caption: 'No. 7' }),
    ).replace('"No. 4999"', '4999');
    const { status, body } = await send(person, file);
    expect([status, body.code]).toEqual([422, 'bulk_refused']);
    const looked = await send(person, file, { query: '?dry_run=true' });
    expect([looked.status, looked.body.refused]).toEqual([200, 3]);
    const named = looked.body.lines.flatMap(({ line, errors }) =>
      errors.map(({ pointer, code }) => ({ pointer: `/posts/${line - 1}${pointer}`, code })),
    );
    expect(named).toEqual([
      { pointer: '/posts/0/platform', code: 'caption_too_long' },
      { pointer: '/posts/99/platform', code: 'duplicate_line' },
      { pointer: '/posts/4999/caption', code: 'type' },
    ]);
    expect(body.errors?.map(({ pointer, code }) => ({ pointer, code }))).toEqual(named);
    expect(await postsOf(person)).toEqual([]);
  });

  it('is scheduled as a whole when nothing is wrong, each line a post with its workflow', async () => {
    const person = await newPublisher(api);
    const { status, body } = await send(person, csvOf(person, 5_000), { key: 'all-of-them' });
    expect([status, body.created, body.refused]).toEqual([201, 5_000, 0]);
    const posts = new Map((await postsOf(person)).map((post) => [post.id, post]));
    const last = body.lines.at(-1);
    expect(posts.get(last?.post_id ?? '')).toMatchObject({
      ...{ caption: 'Plum, no. 4999', hashtags: ['plum', 'ripe'], status: 'scheduled' },
      scheduled_time: new Date(last?.scheduled_time ?? ''),
    });
    // Noon of Paris in winter.
    expect(body.lines[72]?.scheduled_time).toBe('2027-01-01T11:00:00.000Z');
    const mine = { owner_id: person.id };
    const { database } = api.services;
    expect(await PostTarget.query(database).where(mine).resultSize()).toBe(5_000);
    expect(
      await Event.query(database)
        .where({ ...mine, type: 'post.created' })
        .resultSize(),
    ).toBe(5_000);
    const again = await send(person, csvOf(person, 5_000), { key: 'all-of-them' });
    expect(again).toEqual({ status, body });
    expect(await postsOf(person)).toHaveLength(5_000);
  });

  it('with one more is refused before the rest is looked at', async () => {
    const person = await newPublisher(api);
    const { status, body } = await send(person, csvOf(person, 5_001));
    expect([status, body.code]).toEqual([413, 'payload_too_large']);
    expect(await postsOf(person)).toEqual([]);
  });
});

describe('many posts', () => {
  it('are taken as JSON, in the body and as a file', async () => {
    const person = await newPublisher(api);
    const { image_id, account_id, client } = person;
    const one = { image: image_id, accounts: [{ account_id, caption: 'Own words.' }] };
    const two = { platform: 'dry-run', caption: 'Without a picture or a time.' };
    const { data } = await schedulePosts({ client, body: { posts: [one, two] } });
    expect(data).toMatchObject({ total: 2, created: 2 });
    for (const text of [JSON.stringify([two]), `\uFEFF ${JSON.stringify({ posts: [one] })}`]) {
      expect(await send(person, text)).toMatchObject({ status: 201, body: { created: 1 } });
    }
    const kept = await postsOf(person);
    expect(kept.map(({ status }) => status)).toEqual(['draft', 'draft', 'draft', 'draft']);
  });

  it('are held line by line to what one post is held to', async () => {
    const person = await newPublisher(api);
    const good = { platform: 'dry-run', caption: 'Ripe.' };
    const wrong = [
      { ...good, caption: 7 },
      { ...good, colour: 'red' },
      { ...good, scheduled_time: '2027-02-30T09:00' },
      { ...good, caption: 'x'.repeat(5_001) },
      { ...good, image: person.account_id },
      { ...good, hashtags: ['a\0', '\ud83c'] },
      { platform: 'dry-run' },
      good,
      good,
    ];
    const { data } = await schedulePosts({
      ...{ client: person.client, body: { posts: wrong }, query: { dry_run: true } },
    });
    const found = data?.lines.map(({ errors }) =>
      errors.map(({ pointer, code }) => `${pointer} ${code}`),
    );
    expect(found).toEqual([
      ['/caption type'],
      ['/colour additionalProperties'],
      ['/scheduled_time format'],
      ['/platform caption_too_long'],
      ['/image unknown_image'],
      ['/hashtags/0 format', '/hashtags/1 format'],
      ['/platform text_required'],
      [],
      ['/platform duplicate_line'],
    ]);
    expect(await postsOf(person)).toEqual([]);
  });

  it('are no twins when they carry other links or options', async () => {
    const person = await newPublisher(api);
    const good = { platform: 'dry-run', caption: 'Ripe.' };
    const options = { rehearse: 'refused' };
    const { account_id, client } = person;
    const posts = [
      ...[good, { ...good, link: 'https://example.org/plums' }],
      { caption: 'Ripe.', accounts: [{ account_id, options }] },
    ];
    const { data } = await schedulePosts({ client, body: { posts }, query: { dry_run: true } });
    expect(data).toMatchObject({ total: 3, refused: 0 });
  });

  it('are made of a template, each with values of its own', async () => {
    const person = await newPublisher(api);
    const words = { caption: 'Today: {{fruit}}.', variables: { fruit: 'apples' } };
    const body = { name: 'Harvest', ...words };
    const { data } = await createPostTemplate({ client: person.client, body, throwOnError: true });
    const rows = ['plums', 'pears'].map((fruit) => `dry-run,${data.id},${fruit}`);
    const file = ['platform,template_id,variables.fruit', ...rows].join('\n');
    expect(await send(person, file)).toMatchObject({ status: 201 });
    const captions = (await postsOf(person)).map(({ caption }) => caption);
    expect(captions).toEqual(['Today: plums.', 'Today: pears.']);
    const wrong = await send(person, file.replace('variables.fruit', 'variables.berry'));
    expect(wrong.body.errors?.map(({ pointer }) => pointer)).toContain('/posts/0/variables/berry');
  });

  it('of somebody else’s pictures and accounts are refused', async () => {
    const [person, other] = [await newPublisher(api), await newPublisher(api)];
    const posts = [{ image: other.image_id, accounts: [{ account_id: other.account_id }] }];
    const { error } = await schedulePosts({ client: person.client, body: { posts } });
    expect(error?.errors?.map(({ code }) => code)).toEqual(['unknown_image', 'unknown_account']);
  });

  it('are looked at under one key and scheduled under another', async () => {
    const person = await newPublisher(api);
    const file = csvOf(person, 1);
    expect(await send(person, file, { query: '?dry_run=true', key: 'k' })).toMatchObject({
      status: 200,
    });
    expect(await send(person, file, { key: 'k' })).toMatchObject({
      ...{ status: 422, body: { code: 'idempotency_key_reused' } },
    });
  });
});

describe('a file of a spreadsheet', () => {
  it('may have semicolons, a mark at its start, CRLF, lines in cells and empty cells at its ends', async () => {
    const person = await newPublisher(api);
    const file = [
      '\uFEFFimage;platform;caption;hashtags;;',
      `${person.image_id};dry-run;"Mûre, ""dorée"";`,
      'et deux lignes";#prune été;;',
      ';;;;;',
      `;dry-run;Sans image;;;;;;`,
      '',
    ].join('\r\n');
    const { status, body } = await send(person, file);
    expect([status, body.lines.map(({ line }) => line)]).toEqual([201, [2, 5]]);
    const [first, second] = await postsOf(person);
    expect(first).toMatchObject({
      ...{ caption: 'Mûre, "dorée";\r\net deux lignes', hashtags: ['prune', 'été'] },
    });
    expect(second).toMatchObject({ caption: 'Sans image', hashtags: [] });
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['', 'The file has no posts.'],
    ['caption,platform\r\n', 'The file has no posts.'],
    ['caption,colour\nx,red', 'Not known as columns: "colour"'],
    ['caption,caption\nx,y', 'There twice: "caption"'],
    ['caption\n"open', 'Line 2: a quoted cell does not end.'],
    ['[{"caption": ', 'The JSON has a fault.'],
    ['{"post": []}', 'The JSON is neither'],
    ['[]', 'The file has no posts.'],
    ['\u0000\u0001\u0002', 'Not known as columns'],
    ['caption\tplatform\nRipe.\tdry-run', 'Not known as columns'],
  ])('%j is told why', async (file, why) => {
    const { status, body } = await send(await newPublisher(api), file);
    expect([status, body.code]).toEqual([422, 'bulk_file_invalid']);
    expect(body.detail).toContain(why);
  });

  it.each([
    ['Windows-1252', Buffer.from('caption;platform\nd\x92été;dry-run', 'latin1')],
    ['UTF-16', Buffer.from('\uFEFFcaption,platform\nRipe.,dry-run', 'utf16le')],
    ['no text at all', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['cut in a letter', Buffer.from('caption,platform\nété,dry-run\né').subarray(0, -1)],
  ])('because it is %s is told so', async (_, bytes) => {
    const { body } = await send(await newPublisher(api), bytes);
    expect(body).toMatchObject({ code: 'bulk_file_invalid', detail: 'The file is not UTF-8.' });
  });

  it('because it is deeper than anything that means something is told of what it means', async () => {
    const person = await newPublisher(api);
    const options = `{"rehearse": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    const accounts = `[{"account_id": "${person.account_id}", "options": ${options}}]`;
    const { body } = await send(person, `[{"caption": "Ripe.", "accounts": ${accounts}}]`);
    expect(body.errors).toMatchObject([{ pointer: '/posts/0/accounts/0', code: 'option_invalid' }]);
  });

  it('because a line has too many cells names the line', async () => {
    const { body } = await send(await newPublisher(api), 'caption,platform\nRipe, now,dry-run');
    expect(body.errors).toMatchObject([{ pointer: '/posts/0', code: 'columns' }]);
  });
});
