import { checkPrepared } from '../../../../activities/clients/platforms/check-post';
import type { PreparedPost } from '../../../../activities/clients/platforms/platform';
import type { FacebookServer } from '../../../fakes/platforms/facebook-server';
import { openFacebook } from './harnesses';
import { samplePicture, type OpenSession, type Served } from './harness';
import {
  connectAs,
  consented,
  factsOf,
  patience,
  plainPost as plain,
  prepareUntilReady,
  publishAs,
} from './steps';

let harness: Served<FacebookServer>;
let session: OpenSession;
beforeEach(async () => {
  harness = await openFacebook();
  session = await connectAs(harness);
});
afterEach(() => harness.close());

const publish = (post: PreparedPost) => publishAs(harness, session, post);

test('one consent opens every page on which the person may publish, and no other', async () => {
  const accounts = await consented(harness);
  expect(accounts.map(({ display_name }) => display_name)).toEqual(['Orchard']);
  expect(accounts[0]?.tokens).toMatchObject({ expires_in: null, refresh_token: null });
});

test('who may publish on no page is told so', async () => {
  harness.server.tasks = ['ANALYZE'];
  expect(await factsOf(consented(harness))).toMatchObject({ kind: 'refused', code: 'no_account' });
});

test('a text needs no picture, and carries its link apart', async () => {
  await publish({ ...plain, link: 'https://cider.example.org/' });
  expect(harness.server.posts).toMatchObject([
    { message: 'Plums', link: 'https://cider.example.org/', photos: [] },
  ]);
});

test('beside pictures a link stands in the text, once', async () => {
  const media = [await samplePicture()];
  const link = 'https://cider.example.org/';
  await publish({ ...plain, media, link });
  await publish({ ...plain, media, link, text: `Read ${link}` });
  expect(harness.server.live().map(({ text }) => text)).toEqual([
    'Plums\n\nhttps://cider.example.org/',
    'Read https://cider.example.org/',
  ]);
  const long = { ...plain, media, link, text: 'p'.repeat(63_200) };
  expect(checkPrepared(harness.platform.rules, long)).toMatchObject([
    { code: 'caption_too_long', severity: 'error', count: 63_228, max: 63_206 },
  ]);
});

test('of two posts with the same text, the one with these pictures is found', async () => {
  const media = [await samplePicture(), await samplePicture()];
  const post = { ...plain, media };
  await publish(post);
  const container = await prepareUntilReady(harness, session, post);
  const started_at = new Date();
  const now = new Date(started_at.getTime() + 600_000);
  const ask = () => harness.platform.verify(session, post, { container, started_at, now });
  expect(await ask()).toEqual({ state: 'absent' });
  const live = await harness.platform.finalize(session, post, container, patience());
  expect(await ask()).toEqual({ state: 'live', ...live });
});

test('a link without a text is told from no other, and nobody says that it is live or absent', async () => {
  const bare = { ...plain, text: '', link: 'https://cider.example.org/' };
  await publish({ ...bare, link: 'https://perry.example.org/' });
  const [container, started_at] = [{ photos: [] }, new Date()];
  const asked = [0, 3_600_000].map((ms) => {
    const now = new Date(started_at.getTime() + ms);
    return harness.platform.verify(session, bare, { container, started_at, now });
  });
  const unknown = { state: 'unknown', ask_again_in: 3_600 };
  expect(await Promise.all(asked)).toEqual([unknown, unknown]);
});

test('who may not read the page cannot say what became of a post, and is not disconnected for it', async () => {
  const live = await publish(plain);
  harness.server.readable = false;
  const started_at = new Date();
  const attempt = { container: { photos: [] }, started_at, now: started_at };
  const unknown = { state: 'unknown', ask_again_in: 3_600 };
  expect(await harness.platform.verify(session, plain, attempt)).toEqual(unknown);
  expect(await harness.platform.measure?.(session, live)).toEqual({
    ...{ likes: null, comments: null, shares: null, reach: 180, impressions: 240 },
  });
});

test('a post that is there and may not be deleted is not taken for one that is gone', async () => {
  const live = await publish(plain);
  harness.server.deletable = false;
  const remove = () => harness.platform.remove?.(session, live) ?? Promise.resolve();
  const facts = { kind: 'refused', code: 'live_post_not_removable' };
  expect(await factsOf(remove())).toMatchObject(facts);
  harness.server.posts.length = 0;
  await remove();
});

test('a text that was just published is refused as its own double', async () => {
  await publish(plain);
  const facts = await factsOf(publish(plain));
  expect(facts).toMatchObject({ kind: 'refused', code: 'duplicate_post', status: 400 });
});
