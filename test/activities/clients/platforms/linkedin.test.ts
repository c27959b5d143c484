import { explainLinkedin } from '../../../../activities/clients/platforms/linkedin/answers';
import {
  littleText,
  plainText,
} from '../../../../activities/clients/platforms/linkedin/little-text';
import type { PreparedPost } from '../../../../activities/clients/platforms/platform';
import type { LinkedinServer } from '../../../fakes/platforms/linkedin-server';
import { samplePicture, type OpenSession, type Served } from './harness';
import { openLinkedin } from './harnesses';
import {
  connectAs,
  consented,
  factsOf,
  patience,
  plainPost as plain,
  prepareUntilReady,
  publishAs,
  sessionOf,
} from './steps';

let harness: Served<LinkedinServer>;
let session: OpenSession;
const open = async (scopes?: string): Promise<void> => {
  harness = await openLinkedin(scopes);
  session = await connectAs(harness);
};
afterEach(() => harness.close());

const publish = (post: PreparedPost) => publishAs(harness, session, post);

test('characters stand for themselves, and hashtags stay hashtags', async () => {
  await open();
  const text = 'Plums (ripe) {cheap} <3 *now* a_b ~ @anna [1] # 2 | C# \\o/ #été #plums_2026';
  await publish({ ...plain, text });
  const [post] = harness.server.posts;
  expect(post?.commentary).toBe(
    String.raw`Plums \(ripe\) \{cheap\} \<3 \*now\* a\_b \~ \@anna \[1\] \# 2 \| C\# \\o/ #été #plums\_2026`,
  );
  expect(harness.live()).toMatchObject([{ text }]);
  expect(plainText(littleText(text))).toBe(text);
  expect(plainText(String.raw`{hashtag|\#|plums} ripe`)).toBe('#plums ripe');
});

test('an application that may publish for organisations opens them beside the person', async () => {
  await open('profile,w_member_social,w_organization_social,r_organization_social');
  const accounts = await consented(harness);
  expect(accounts.map(({ external_id, username }) => [external_id, username])).toEqual([
    ['urn:li:person:aNNa42', 'Anna O.'],
    ['urn:li:organization:2414183', 'Orchard Ltd'],
  ]);
  const [, organization] = accounts;
  if (!organization) throw new Error('There is no organisation');
  session = sessionOf(organization);
  expect(await harness.platform.preflight(session, plain)).toEqual([]);
  const live = await publish(plain);
  expect(harness.server.posts).toMatchObject([{ author: 'urn:li:organization:2414183' }]);
  expect(await harness.platform.measure?.(session, live)).toEqual({
    ...{ likes: 12, comments: 3, shares: 2, reach: 180, impressions: 240 },
  });
});

test('who may not read posts cannot say what became of one, and is not disconnected for it', async () => {
  await open('openid,profile,w_member_social');
  harness.server.mood = 'down_after';
  const container = await prepareUntilReady(harness, session, plain);
  const facts = await factsOf(harness.platform.finalize(session, plain, container, patience()));
  expect(facts).toMatchObject({ kind: 'unknown', status: 503 });
  const started_at = new Date();
  const now = new Date(started_at.getTime() + 7_200_000);
  const verdict = await harness.platform.verify(session, plain, { container, started_at, now });
  expect(verdict).toEqual({ state: 'unknown', ask_again_in: 3_600 });
});

test('a post without text and pictures is told from no other, and nobody says that it is live or absent', async () => {
  await open();
  const bare = { ...plain, text: '', link: 'https://cider.example.org/' };
  await publish(bare);
  const container = { images: [] };
  const started_at = new Date();
  const asked = [0, 3_600_000].map((ms) => {
    const now = new Date(started_at.getTime() + ms);
    return harness.platform.verify(session, bare, { container, started_at, now });
  });
  const unknown = { state: 'unknown', ask_again_in: 3_600 };
  expect(await Promise.all(asked)).toEqual([unknown, unknown]);
});

test('the same text twice is refused as its own double', async () => {
  await open();
  await publish(plain);
  const facts = await factsOf(publish(plain));
  expect(facts).toMatchObject({ kind: 'refused', code: 'duplicate_post', status: 422 });
  expect(facts.detail).toMatch(/^Content is a duplicate of urn:li:share:\d+$/);
});

test('a limit that names no time lasts until midnight UTC', async () => {
  await open();
  harness.server.mood = 'limited';
  const container = await prepareUntilReady(harness, session, plain);
  const before = Date.now();
  const { retry_after = 0, scope } = await factsOf(
    harness.platform.finalize(session, plain, container, patience()),
  );
  expect(scope).toBe('account');
  const day = 86_400_000;
  const midnight = [before, Date.now()].map((at) => (Math.floor(at / day) + 1) * day - at);
  expect(retry_after).toBeLessThanOrEqual(Math.ceil(Math.max(...midnight) / 1_000) + 1);
  expect(retry_after).toBeGreaterThanOrEqual(Math.max(1, Math.min(...midnight) / 1_000 - 1));
});

test('several pictures are one post, a link alone is an article', async () => {
  await open();
  const media = [await samplePicture(), await samplePicture({ alt_text: '' })];
  await publish({ ...plain, media });
  await publish({ ...plain, text: 'Cider\nis here', link: 'https://cider.example.org/' });
  expect(harness.server.posts.map(({ content }) => content)).toMatchObject([
    { multiImage: { images: [{ altText: 'A plum on a white table' }, { altText: '' }] } },
    { article: { source: 'https://cider.example.org/', title: 'Cider' } },
  ]);
});

test('without a refresh token nothing is refreshed, and the account goes on until its end', async () => {
  harness = await openLinkedin();
  harness.server.partner = false;
  session = await connectAs(harness);
  expect(session.refresh_token).toBeNull();
  const facts = await factsOf(harness.platform.refresh?.(session) ?? Promise.resolve());
  expect(facts).toMatchObject({ kind: 'later', code: 'refresh_not_offered' });
});

test('pictures that the platform dropped meanwhile are uploaded anew', async () => {
  await open();
  const post = { ...plain, media: [await samplePicture()] };
  const stale = await prepareUntilReady(harness, session, post);
  harness.server.images.clear();
  const container = await prepareUntilReady(harness, session, post, stale);
  expect(container).not.toEqual(stale);
  await harness.platform.finalize(session, post, container, patience());
  expect(harness.server.live()).toMatchObject([{ media: 1 }]);
});

test('who may not look at pictures publishes them all the same', async () => {
  await open();
  harness.server.imagesReadable = false;
  await publish({ ...plain, media: [await samplePicture()] });
  expect(harness.server.live()).toMatchObject([{ media: 1 }]);
});

test('a version that is spoken no more refuses no post, and disconnects nobody', () => {
  const message = 'Requested version 20260601 is not active';
  const body = { status: 426, code: 'NONEXISTENT_VERSION', message };
  expect(explainLinkedin({ status: 426, headers: {}, body }, true)).toEqual({
    ...{ kind: 'later', code: 'application_refused', scope: 'application', detail: message },
  });
});

test('other permissions are asked for where the settings say so', async () => {
  await open('r_basicprofile,w_organization_social');
  const { connection } = harness.platform;
  if (connection.kind !== 'oauth') throw new Error('Another connection');
  const asked = { state: 's', code_challenge: 'c', redirect_uri: 'https://a.example/b' };
  const { url } = await connection.authorize({ ...asked, server_url: null });
  expect(new URL(url).searchParams.get('scope')).toBe('r_basicprofile w_organization_social');
});
