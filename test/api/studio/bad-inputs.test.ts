// What people send by mistake, or to see what happens: each gets a documented answer, and nothing of it is kept. Files of
// many posts are in post-bulks.test.ts, schedules and periods in bad-times.test.ts.
import {
  connectSocialAccount,
  createPostTemplate,
  deleteStudioImage,
  getPost,
  getPostStatistics,
  getPostTimeline,
  getSocialAccount,
  preflightPost,
  schedulePost,
} from '../../../clients/typescript';
import type { Post, PostCreate } from '../../../clients/typescript';
import { createAccount } from '../../factories/social-account';
import type { TestApi } from '../../support/api';
import {
  answerTo,
  isNothingKept,
  letPublish,
  newPublisher,
  type Publisher,
  startStudioApi,
} from './studio-api';

const hour = 3_600_000;

let api: TestApi;
let person: Publisher;
beforeAll(async () => void (api = await startStudioApi()));
afterAll(() => api.close());
beforeEach(async () => void (person = await newPublisher(api)));

const later = (hours: number): string =>
  new Date(api.clock.now().getTime() + hours * hour).toISOString();

/** The answer to a post that is right but for this. */
const post = (given: object): Promise<[number, string[]]> =>
  answerTo(api, person, '/scheduler/schedule', { platform: 'dry-run', caption: 'Ripe.', ...given });
async function scheduled(body: PostCreate): Promise<Post> {
  return (await schedulePost({ client: person.client, body, throwOnError: true })).data;
}

describe('a time', () => {
  it.each([
    ['that has passed', '2020-01-01T09:00', 422, 'time_in_past'],
    ['further ahead than anybody plans', '9998-12-31T23:59:59+14:00', 422, 'time_too_far'],
    ['on no day', '2027-02-30T09:00', 400, 'format'],
    ['in no month', '0000-00-00T00:00', 400, 'pattern'],
    ['before there were years', '0000-01-01T00:00', 400, 'format'],
    ['after which years have five digits', '9999-12-31T23:59:59-12:00', 400, 'format'],
    ['at the end of what a clock can count', '275760-09-13T00:00:00Z', 400, 'pattern'],
    ['at an hour that no clock shows', '2027-01-01T24:00', 400, 'pattern'],
  ])('%s is refused', async (_, scheduled_time, status, code) => {
    const [answered, faults] = await post({ scheduled_time, timezone: 'America/New_York' });
    expect([answered, faults[0]]).toEqual([status, `/scheduled_time ${code}`]);
    expect(await isNothingKept(api, person)).toBe(true);
  });

  it('that a clock skips is the end of the gap, and one that it shows twice the first', async () => {
    const at = async (scheduled_time: string): Promise<string | null> => {
      const body = { platform: 'dry-run', caption: 'x', scheduled_time, timezone: 'Europe/Paris' };
      return (await scheduled(body)).scheduled_time;
    };
    expect(await at('2027-03-28T02:30')).toBe('2027-03-28T01:00:00.000Z');
    expect(await at('2027-10-31T02:30')).toBe('2027-10-31T00:30:00.000Z');
  });

  it('for an approval has to lie ahead, and to be one', async () => {
    const due = (due_at: string) => post({ approval: { due_at } });
    expect(await due('2020-01-01T00:00:00Z')).toEqual([422, ['/approval/due_at time_in_past']]);
    expect(await due('2026-12-31T23:59:60Z')).toEqual([400, ['/approval/due_at format']]);
  });
});

describe('a zone', () => {
  it.each(['Europe/Atlantis', '+02:00', 'GMT+2', 'Europe/Paris ', ' ', '../../etc/localtime', 'Z'])(
    '%j is none',
    async (timezone) => {
      const unknown = [422, ['/timezone unknown_timezone']];
      expect(await post({ timezone })).toEqual(unknown);
      const { error } = await getPostStatistics({ client: person.client, query: { timezone } });
      expect(error?.errors).toMatchObject([{ parameter: 'timezone', code: 'unknown_timezone' }]);
      expect(await isNothingKept(api, person)).toBe(true);
    },
  );

  it('has its name in any case', async () => {
    const wish = { caption: 'x', platform: 'dry-run', timezone: 'europe/PARIS' };
    const { scheduled_time } = await scheduled({ ...wish, scheduled_time: '2027-07-01T09:00' });
    expect(scheduled_time).toBe('2027-07-01T07:00:00.000Z');
  });
});

describe('a text', () => {
  it('too long for one of three platforms names that one, and nothing is scheduled', async () => {
    const { database } = api.services;
    for (const platform of ['mastodon', 'bluesky'])
      await createAccount(database, person.id, { platform });
    const platforms = ['dry-run', 'mastodon', 'bluesky'];
    const body = { platforms, caption: 'x'.repeat(301), scheduled_time: later(2) };
    const { error } = await schedulePost({ client: person.client, body });
    expect(error).toMatchObject({ status: 422, code: 'post_refused' });
    expect(error?.errors).toMatchObject([
      {
        pointer: '/platforms/2',
        code: 'caption_too_long',
        detail: expect.stringMatching(/^bluesky/),
      },
    ]);
    expect(await isNothingKept(api, person)).toBe(true);
  });

  it('of 10 MB is too large, and one of 65,000 letters too long wherever it goes', async () => {
    expect(await post({ caption: 'x'.repeat(10_000_000) })).toEqual([413, ['payload_too_large']]);
    expect(await post({ caption: 'x'.repeat(65_001) })).toEqual([400, ['/caption maxLength']]);
    const platforms = ['bluesky', 'mastodon'];
    const body = { platforms, caption: '👨‍👩‍👧‍👦'.repeat(2_500) };
    const { data } = await preflightPost({ client: person.client, body, throwOnError: true });
    const found = data.targets.map(({ findings }) => findings.map(({ code }) => code));
    expect(found).toEqual(found.map(() => ['unknown_account', 'caption_too_long']));
  });

  it('with characters that are none is refused at its place', async () => {
    expect(await post({ caption: 'a\0b' })).toEqual([400, ['/caption format']]);
    expect(await post({ caption: '\ud83c alone' })).toEqual([400, ['/caption format']]);
    expect(await post({ hashtags: ['ripe', '\udf51'] })).toEqual([400, ['/hashtags/1 format']]);
    const bulk = { posts: [{ platform: 'dry-run', caption: 'Ripe.' }, { caption: '\0' }] };
    const wrong = ['/posts/1/caption format'];
    expect(await answerTo(api, person, '/scheduler/posts/bulk', bulk)).toEqual([422, wrong]);
    expect(await isNothingKept(api, person)).toBe(true);
  });

  it('may be of emoji that are many characters each', async () => {
    const caption = '👨‍👩‍👧‍👦🇫🇷👍🏽'.repeat(50);
    await createAccount(api.services.database, person.id, { platform: 'bluesky' });
    expect((await scheduled({ platform: 'bluesky', caption })).caption).toBe(caption);
  });

  it.each(['two words', '#', '##plum', 'a#b', '', '\u00a0', 'x'.repeat(151)])(
    'as a hashtag: %j is none',
    async (tag) => {
      const [status, [fault]] = await post({ hashtags: [tag] });
      expect([status, fault?.split(' ')[0]]).toEqual([400, '/hashtags/0']);
    },
  );

  it('of braces and blanks is read in no time, and refused', async () => {
    const caption = `{{${' '.repeat(9_990)}`;
    const { error } = await createPostTemplate({
      client: person.client,
      body: { name: 'x', caption },
    });
    expect(error?.errors).toMatchObject([{ pointer: '/caption', code: 'unclosed_variable' }]);
  });
});

describe('a post whose time comes', () => {
  it('fails and says so when its picture was deleted', async () => {
    const { client, image_id: image } = person;
    const made = await scheduled({
      ...{ image, platform: 'dry-run', caption: 'Ripe.', scheduled_time: later(1) },
    });
    await deleteStudioImage({ client, path: { id: image }, throwOnError: true });
    await letPublish(api, made);
    const path = { id: made.id };
    const { data } = await getPost({ client, path, throwOnError: true });
    expect(data).toMatchObject({
      status: 'failed',
      targets: [{ error: { code: 'image_deleted' } }],
    });
    const story = await getPostTimeline({ client, path, throwOnError: true });
    expect(JSON.stringify(story.data)).toContain('A picture was deleted');
    const again = { image, platform: 'dry-run', caption: 'Ripe.' };
    expect(await post(again)).toEqual([422, ['/image image_deleted']]);
  });

  it('disconnects an account whose token was revoked; the next one is refused', async () => {
    const { client, id: owner_id } = person;
    await api.services.database('social_accounts').where({ owner_id }).delete();
    const connect = { client, path: { platform: 'dry-run' }, body: { identifier: 'orchard' } };
    await connectSocialAccount({ ...connect, throwOnError: true });
    const { id: account_id } = await api.services
      .database('social_accounts')
      .where({ owner_id })
      .first();
    const accounts = [{ account_id, options: { rehearse: 'disconnected' } }];
    const made = await scheduled({ accounts, caption: 'Ripe.', scheduled_time: later(1) });
    await letPublish(api, made);
    const path = { id: account_id };
    const { data } = await getSocialAccount({ client, path, throwOnError: true });
    expect(data.state).toBe('disconnected');
    expect(await post({})).toEqual([422, ['/platform account_disconnected']]);
    const ledger = await getPost({ client, path: { id: made.id }, throwOnError: true });
    expect(ledger.data.targets).toMatchObject([{ error: { code: 'account_disconnected' } }]);
  });
});

describe('rubbish', () => {
  it.each([
    ['null', 'malformed_json'],
    ['{"caption": ', 'malformed_json'],
    ['[]', ' type'],
    ['{"caption": 7}', '/caption type'],
    ['{"scheduled_time": 1e300}', '/scheduled_time type'],
    ['{"hashtags": "#a #b"}', '/hashtags type'],
    ['{"images": ["7"]}', '/images/0 format'],
    ['{"approval": {"needed": 1e9}}', '/approval/needed maximum'],
    ['{"link": "javascript:alert(1)"}', '/link pattern'],
    ['{"colour": "red"}', '/colour additionalProperties'],
    ['{"variables": []}', '/variables type'],
  ])('%s is no post', async (body, fault) => {
    const [status, faults] = await answerTo(api, person, '/scheduler/schedule', body);
    expect([status, faults[0]]).toEqual([400, fault]);
  });

  it('as deep as it is long is read by nobody', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const accounts = `[{"account_id": "${person.account_id}", "options": {"rehearse": ${deep}}}]`;
    const body = `{"caption": "x", "accounts": ${accounts}}`;
    for (const path of ['/scheduler/schedule', '/scheduler/preflight']) {
      expect(await answerTo(api, person, path, body)).toEqual([400, ['malformed_json']]);
    }
  });
});
