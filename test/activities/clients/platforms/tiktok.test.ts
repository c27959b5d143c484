import type { LivePost, PreparedPost } from '../../../../activities/clients/platforms/platform';
import type { TiktokServer } from '../../../fakes/platforms/tiktok-server';
import { samplePicture, type OpenSession, type Served } from './harness';
import { connectAs, factsOf, publishAs } from './steps';
import { openTiktok } from './harnesses';

let harness: Served<TiktokServer>;
let session: OpenSession;
let post: PreparedPost;
beforeEach(async () => {
  harness = await openTiktok();
  session = await connectAs(harness);
  const media = [await samplePicture(), await samplePicture()];
  post = { text: 'Plums', link: null, media, options: {}, record_name: 'one' };
});
afterEach(() => harness.close());

/** Publishes, which tells the name of the attempt. */
const publish = async (given = post) => {
  const { container = {} } = await factsOf(publishAs(harness, session, given));
  return container;
};
const ask = (container: object) => {
  const started_at = new Date();
  const attempt = { container: { ...container }, started_at, now: started_at };
  return harness.platform.verify(session, post, attempt);
};

const published = async () => {
  const { state, ...live } = await ask(await publish());
  expect(state).toBe('live');
  return live as LivePost;
};

test('the id of a post is longer than a number can hold, and comes through whole', async () => {
  const live = await published();
  expect(live.external_id).toBe('7512345678901234501');
  expect(live.permalink).toBe('https://www.tiktok.com/@anna.orchard/photo/7512345678901234501');
});

test('an attempt is asked for by its name, which is kept before anything else is done', async () => {
  harness.server.busyRounds = 1;
  const facts = await factsOf(publishAs(harness, session, post));
  expect(facts).toMatchObject({ kind: 'unknown', code: 'still_processing' });
  expect(harness.server.asked.at(-1)?.url.pathname).toBe('/v2/post/publish/content/init/');
  const { container = {} } = facts;
  expect(container).toMatchObject({ publish_id: harness.server.attempts[0]?.publish_id });
  expect(await ask(container)).toMatchObject({ state: 'unknown', ask_again_in: 15 });
  expect(await ask(container)).toMatchObject({ state: 'live' });
  expect(harness.server.live()).toHaveLength(1);
});

test.each([
  ['picture_size_check_failed', { kind: 'refused', code: 'media_size' }],
  ['spam_risk', { kind: 'refused', code: 'refused_as_spam' }],
  ['internal', { kind: 'later', code: 'platform_unavailable', retry_after: 300 }],
  ['spam_risk_too_many_posts', { kind: 'later', code: 'quota_exhausted', scope: 'account' }],
  ['a_new_reason', { kind: 'refused', code: 'refused_by_platform' }],
])('an attempt that failed of %s is over', async (reason, expected) => {
  harness.server.failReason = reason;
  const verdict = await ask(await publish());
  expect(verdict).toMatchObject({ state: 'absent', facts: expected });
});

test('a post in moderation goes by the name of its attempt, and is measured once it has an id', async () => {
  harness.server.moderated = false;
  const live = await published();
  expect(live).toEqual({
    ...{ external_id: harness.server.attempts[0]?.publish_id, permalink: null },
  });
  harness.server.moderated = true;
  const metrics = await harness.platform.measure?.(session, live);
  expect(metrics).toEqual({ likes: 12, comments: 3, shares: 2, reach: null, impressions: 240 });
});

test('nobody else is chosen as reader in place of those that the creator is not offered', async () => {
  harness.server.privacyLevels = ['FOLLOWER_OF_CREATOR', 'SELF_ONLY'];
  expect(await harness.platform.preflight(session, post)).toMatchObject([
    { code: 'option_refused', severity: 'error' },
  ]);
  const facts = await factsOf(publishAs(harness, session, post));
  expect(facts).toMatchObject({ kind: 'refused', code: 'option_refused', status: 403 });
  await publish({ ...post, options: { privacy_level: 'SELF_ONLY', comments: 'off' } });
  const [attempt] = harness.server.attempts;
  expect(attempt?.wish.post_info).toMatchObject({
    ...{ privacy_level: 'SELF_ONLY', disable_comment: true, auto_add_music: false },
  });
});

test('a failure that comes with a status of success is none', async () => {
  harness.server.postsUsedUp = true;
  const facts = await factsOf(harness.platform.preflight(session, post));
  expect(facts).toMatchObject({
    ...{ kind: 'later', code: 'quota_exhausted', status: 200, retry_after: 21_600 },
    detail: 'spam_risk_too_many_posts: The daily cap is reached.',
  });
});

test('a refresh token works once, and its failure is known whatever the status', async () => {
  const { refresh } = harness.platform;
  const next = await refresh?.(session);
  expect(next).toMatchObject({ expires_in: 7_200 });
  expect(next?.refresh_token).not.toBe(session.refresh_token);
  const again = refresh?.(session) ?? Promise.resolve();
  expect(await factsOf(again)).toMatchObject({ kind: 'disconnected', status: 200 });
});

test('a token that is taken back works no more', async () => {
  await harness.platform.revoke?.(session);
  const facts = await factsOf(harness.platform.preflight(session, post));
  expect(facts).toMatchObject({ kind: 'disconnected', code: 'account_disconnected' });
});
