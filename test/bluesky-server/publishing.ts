// Bluesky's own server instead of a fake: scripts/bluesky.mjs starts it and runs this.
import { randomUUID } from 'node:crypto';
import type { PasswordConnection, PreparedPost } from '../../activities/clients/platforms/platform';
import { createPlatforms } from '../../activities/clients/platforms/platforms';
import { recordName } from '../../models/studio/record-name';
import {
  platformConfig,
  samplePicture,
  type OpenSession,
} from '../activities/clients/platforms/harness';

interface Told {
  url: string;
  handle: string;
  password: string;
  app_password: string;
}

const told = JSON.parse(process.env['TEST_BLUESKY_SERVER'] ?? '{}') as Told;
const ranges = '127.0.0.0/8,::1/128';
// The server calls itself localhost, which name servers need not know.
const server_url = told.url.replace('localhost', '127.0.0.1');
const platform = createPlatforms(platformConfig({ OUTGOING_ALLOW_RANGES: ranges })).get('bluesky');
if (!platform) throw new Error('There is no bluesky');
const { preflight, prepare, finalize, verify, remove, refresh, revoke } = platform;
const signal = AbortSignal.timeout(100_000);

async function open(password = told.app_password): Promise<OpenSession> {
  const connection = platform?.connection as PasswordConnection;
  const [account] = await connection.open({ identifier: told.handle, password, server_url });
  if (!account) throw new Error('No account was connected');
  const { tokens, ...rest } = account;
  const { access_token, refresh_token } = tokens;
  return { ...rest, account_id: randomUUID(), access_token, refresh_token };
}

let attempts = 0;
async function makePost(given: Partial<PreparedPost> = {}): Promise<PreparedPost> {
  return {
    text: `Prunes 🍇 @anna.test #prunes https://example.org/${randomUUID()}`,
    link: null,
    media: [await samplePicture({ width: 1_200, height: 800 })],
    options: { language: 'fr' },
    record_name: recordName('019aa000-0000-7000-8000-000000000000', (attempts += 1)),
    ...given,
  };
}

/** The account's records, as anybody may read them. */
async function records(): Promise<{ uri: string; value: Record<string, unknown> }[]> {
  const query = `repo=${told.handle}&collection=app.bsky.feed.post&limit=100`;
  const answer = await fetch(`${server_url}/xrpc/com.atproto.repo.listRecords?${query}`);
  const body = (await answer.json()) as { records: Awaited<ReturnType<typeof records>> };
  return body.records;
}

const verdictOn = (session: OpenSession, post: PreparedPost) =>
  verify(session, post, { container: {}, started_at: new Date(), now: new Date() });

let session: OpenSession;
beforeEach(async () => void (session = await open()));

test('a post with a picture, a mention, a hashtag and a link is there, once', async () => {
  const post = await makePost();
  expect(await preflight(session, post)).toEqual([]);
  expect(await verdictOn(session, post)).toEqual({ state: 'absent' });
  const { container } = await prepare(session, post, null, signal);
  const live = await finalize(session, post, container, signal);
  expect(await verdictOn(session, post)).toEqual({ state: 'live', ...live });
  const [record, ...others] = (await records()).filter(({ uri }) => uri === live.external_id);
  expect(others).toEqual([]);
  expect(record?.value).toMatchObject({
    ...{ text: post.text, langs: ['fr'] },
    facets: [
      { features: [{ $type: 'app.bsky.richtext.facet#mention', did: session.external_id }] },
      { features: [{ $type: 'app.bsky.richtext.facet#tag', tag: 'prunes' }] },
      { features: [{ $type: 'app.bsky.richtext.facet#link' }] },
    ],
    embed: { images: [{ alt: 'A plum on a white table' }] },
  });
});

test('a repeat of the same attempt is the same record, left as it was', async () => {
  const post = await makePost({ media: [] });
  const { container } = await prepare(session, post, null, signal);
  const before = (await records()).length;
  const live = await finalize(session, post, container, signal);
  const [first] = await records();
  expect(await finalize(session, post, container, signal)).toEqual(live);
  const after = await records();
  expect(after).toHaveLength(before + 1);
  expect(after[0]).toEqual(first);
});

test('twenty at once under one name are one', async () => {
  const post = await makePost({ media: [] });
  const { container } = await prepare(session, post, null, signal);
  const before = (await records()).length;
  await Promise.all(Array.from({ length: 20 }, () => finalize(session, post, container, signal)));
  expect(await records()).toHaveLength(before + 1);
});

test('what the protocol does not allow is refused', async () => {
  const post = await makePost({ media: [], text: 'a'.repeat(301) });
  const { container } = await prepare(session, post, null, signal);
  const facts = { kind: 'refused', code: 'refused_by_platform', status: 400 };
  await expect(finalize(session, post, container, signal)).rejects.toMatchObject({ facts });
  expect(await verdictOn(session, post)).toEqual({ state: 'absent' });
});

test('a live post is removed, and removing it again is no error', async () => {
  const post = await makePost({ media: [] });
  const { container } = await prepare(session, post, null, signal);
  const live = await finalize(session, post, container, signal);
  await remove?.(session, live);
  expect(await verdictOn(session, post)).toEqual({ state: 'absent' });
  await remove?.(session, live);
});

test('tokens are refreshed, and end when they are revoked', async () => {
  const tokens = await refresh?.(session);
  if (!tokens) throw new Error('No tokens');
  expect(tokens.expires_in).toBeGreaterThan(600);
  const renewed = { ...session, ...tokens };
  expect(await preflight(renewed, await makePost())).toEqual([]);
  await revoke?.(renewed);
  const facts = { kind: 'disconnected' };
  await expect(refresh?.(renewed)).rejects.toMatchObject({ facts });
});

test('a wrong password is refused, and so is that of the whole account', async () => {
  await expect(open('wrong')).rejects.toThrow('credentials_refused');
  await expect(open(told.password)).rejects.toThrow('app_password_required');
});

test('a token that is none disconnects the account', async () => {
  const forged = { ...session, access_token: `${session.access_token.slice(0, -4)}AAAA` };
  const facts = { kind: 'disconnected' };
  await expect(preflight(forged, await makePost())).rejects.toMatchObject({ facts });
});
