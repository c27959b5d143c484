import type { PreparedPost } from '../../../../activities/clients/platforms/platform';
import { PlatformError } from '../../../../activities/clients/platforms/platform-error';
import type { InstagramServer } from '../../../fakes/platforms/instagram-server';
import { openInstagram } from './harnesses';
import { samplePicture, type OpenSession, type Served } from './harness';
import { connectAs, factsOf, patience, prepareUntilReady } from './steps';

let harness: Served<InstagramServer>;
let session: OpenSession;
beforeEach(async () => {
  harness = await openInstagram();
  session = await connectAs(harness);
});
afterEach(() => harness.close());

const postOf = async (
  pictures: number,
  more: Partial<PreparedPost> = {},
): Promise<PreparedPost> => {
  const media = await Promise.all(
    Array.from({ length: pictures }, (_, index) =>
      samplePicture({ alt_text: `Plum ${index + 1}` }),
    ),
  );
  return { text: 'Plums', link: null, media, options: {}, record_name: 'one', ...more };
};

test('several pictures become one carousel, in their order, once all are ready', async () => {
  harness.server.busyRounds = 2;
  const { platform, server } = harness;
  const post = await postOf(3);
  const first = await platform.prepare(session, post, null, patience());
  expect(first).toMatchObject({ container: { creation_id: null }, ask_again_in: 20 });
  const container = await prepareUntilReady(harness, session, post);
  await platform.finalize(session, post, container, patience());
  expect(server.live()).toMatchObject([
    { text: 'Plums', media: 3, alt_texts: ['Plum 1', 'Plum 2', 'Plum 3'] },
  ]);
});

test('a container that nobody published for a day is made anew', async () => {
  const { platform, server } = harness;
  const post = await postOf(1);
  const stale = await prepareUntilReady(harness, session, post);
  for (const one of server.containers.values()) one.status = 'EXPIRED';
  expect(
    await platform.verify(session, post, {
      ...{ container: stale, started_at: new Date(), now: new Date() },
    }),
  ).toEqual({ state: 'absent' });
  const again = await prepareUntilReady(harness, session, post, stale);
  expect(again).not.toEqual(stale);
  await platform.finalize(session, post, again, patience());
  expect(server.live()).toHaveLength(1);
});

test.each([
  ['Error: Media upload has failed with error code 2207052', 'refused', 'media_not_public'],
  ['Error: Media upload has failed with error code 2207009', 'refused', 'media_ratio'],
  ['Error: something nobody wrote down', 'refused', 'media_refused'],
])('a picture that the platform cannot take is refused: %s', async (trouble, kind, code) => {
  harness.server.trouble = trouble;
  const post = await postOf(1);
  const facts = await factsOf(prepareUntilReady(harness, session, post));
  expect(facts).toMatchObject({ kind, code, detail: trouble });
});

test('a picture that was not fetched in time is fetched again', async () => {
  const { server, platform } = harness;
  const post = await postOf(1);
  server.trouble = 'Error: Media upload has failed with error code 2207003';
  const first = await platform.prepare(session, post, null, patience());
  expect(first.ask_again_in).toBeGreaterThan(0);
  server.trouble = null;
  const container = await prepareUntilReady(harness, session, post, first.container);
  expect(container).not.toEqual(first.container);
});

test('whom the platform will not mention and what is used up is said before, and what it cannot fetch is refused', async () => {
  harness.server.quota = { used: 100, total: 100 };
  const picture = await samplePicture({ public_url: null });
  const text = Array.from({ length: 21 }, (_, index) => `@plum${index}`).join(' ');
  const post = await postOf(0, { media: [picture], text });
  expect(await harness.platform.preflight(session, post)).toMatchObject([
    { code: 'too_many_mentions', severity: 'error', count: 21, max: 20 },
    { code: 'quota_exhausted', severity: 'warning', count: 100, max: 100 },
  ]);
  const facts = await factsOf(harness.platform.prepare(session, post, null, patience()));
  expect(facts).toMatchObject({ kind: 'refused', code: 'media_not_public' });
});

test('a quota that is used up when it matters is waited for', async () => {
  const post = await postOf(1);
  const container = await prepareUntilReady(harness, session, post);
  harness.server.quota = { used: 100, total: 100 };
  const facts = await factsOf(harness.platform.finalize(session, post, container, patience()));
  const { kind, code, retry_after, scope } = facts;
  expect({ kind, code, retry_after, scope }).toEqual({
    ...{ kind: 'later', code: 'quota_exhausted', retry_after: 3_600, scope: 'account' },
  });
});

test('a container that is published already is no failure: it is asked for', async () => {
  const { platform, server } = harness;
  const post = await postOf(1);
  const started_at = new Date();
  const first = await prepareUntilReady(harness, session, post);
  const live = await platform.finalize(session, post, first, patience());
  const container = await prepareUntilReady(harness, session, post, first);
  const facts = await factsOf(platform.finalize(session, post, container, patience()));
  expect(facts).toMatchObject({ kind: 'unknown', code: 'already_published' });
  const asked = { container, started_at, now: started_at };
  expect(await platform.verify(session, post, asked)).toEqual({ state: 'live', ...live });
  expect(server.live()).toHaveLength(1);
});

test('a published container whose post is told with other words is live all the same, in the end', async () => {
  const { platform, server } = harness;
  const post = await postOf(1);
  const container = await prepareUntilReady(harness, session, post);
  await platform.finalize(session, post, container, patience());
  for (const one of server.posts) one.container.caption = 'Changed by hand';
  const started_at = new Date();
  const at = (seconds: number) => new Date(started_at.getTime() + seconds * 1_000);
  const ask = (now: Date) => platform.verify(session, post, { container, started_at, now });
  expect(await ask(at(30))).toMatchObject({ state: 'unknown' });
  expect(await ask(at(900))).toMatchObject({ state: 'live', permalink: null });
});

test('a code that was used before opens nothing', async () => {
  const { connection } = harness.platform;
  if (connection.kind !== 'oauth') throw new Error('Another connection');
  const answer = { code: 'used#_', code_verifier: '', redirect_uri: 'https://a.example/b' };
  const exchange = connection.exchange({ ...answer, server_url: null, details: {} });
  await expect(exchange).rejects.toBeInstanceOf(PlatformError);
});
