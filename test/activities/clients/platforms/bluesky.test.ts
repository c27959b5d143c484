import { randomUUID } from 'node:crypto';
import { facetsOf } from '../../../../activities/clients/platforms/bluesky/facets';
import { countGraphemes } from '../../../../activities/clients/platforms/bluesky/rules';
import type {
  Container,
  PasswordConnection,
  PreparedPost,
} from '../../../../activities/clients/platforms/platform';
import { recordName } from '../../../../models/studio/record-name';
import type { BlueskyServer } from '../../../fakes/platforms/bluesky-server';
import { openBluesky } from './harnesses';
import { samplePicture, type Served } from './harness';
import { sessionOf } from './steps';

let harness: Served<BlueskyServer>;
let server: BlueskyServer;
beforeEach(async () => {
  harness = await openBluesky();
  ({ server } = harness);
});
afterEach(() => harness.close());

const open = (identifier: string, password: string) => {
  const connection = harness.platform.connection as PasswordConnection;
  return connection.open({ identifier, password, server_url: server.url });
};

test.each([
  ['plum', 4],
  ['👩‍👩‍👧‍👦', 1],
  ['🇫🇷 é', 3],
  ['é'.repeat(300), 300],
  // 25 bytes each: 3,000 are the most.
  ['👩‍👩‍👧‍👦'.repeat(120), 120],
  ['👩‍👩‍👧‍👦'.repeat(121), 303],
])('the length of %j is %i', (text, length) => expect(countGraphemes(text)).toBe(length));

describe('what can be followed in a text', () => {
  /** Each with the text of its bytes, as readers' programs cut it out. */
  const found = async (text: string) => {
    const known = async (handle: string) => (handle === 'ben.example.org' ? 'did:plc:ben' : null);
    const bytes = Buffer.from(text);
    return (await facetsOf(text, known)).map(({ index, features: [feature] }) => {
      const { $type, ...rest } = feature;
      const part = bytes.subarray(index.byteStart, index.byteEnd).toString();
      return [part, ...Object.values(rest)];
    });
  };

  it.each<[string, string[][]]>([
    ['nothing here', []],
    ['👩‍👩‍👧‍👦 https://a.org/é?x=1.', [['https://a.org/é?x=1', 'https://a.org/é?x=1']]],
    [
      '(see https://a.org/b(c) and (https://d.org))',
      [
        ['https://a.org/b(c)', 'https://a.org/b(c)'],
        ['https://d.org', 'https://d.org'],
      ],
    ],
    ['é @Ben.Example.org, @nobody.example.org', [['@Ben.Example.org', 'did:plc:ben']]],
    ['mail ben@ben.example.org', []],
    [
      '#prunes, #été2026! #2026 # a#b',
      [
        ['#prunes', 'prunes'],
        ['#été2026', 'été2026'],
      ],
    ],
    [`#${'a'.repeat(65)}`, []],
    [
      '🍇 #plums https://a.org @ben.example.org',
      [
        ['#plums', 'plums'],
        ['https://a.org', 'https://a.org'],
        ['@ben.example.org', 'did:plc:ben'],
      ],
    ],
  ])('%j', async (text, facets) => expect(await found(text)).toEqual(facets));
});

describe('connecting', () => {
  it('tells how long the token lives, and what it may do', async () => {
    const [account] = await open(server.handle, server.appPassword);
    expect(account).toMatchObject({
      ...{ external_id: server.did, username: server.handle, server_url: server.url },
      tokens: { expires_in: 7_200, scopes: ['com.atproto.appPass'] },
    });
  });

  it('refuses a wrong password, and that of the whole account', async () => {
    const wrong = open(server.handle, 'wrong-password');
    await expect(wrong).rejects.toThrow(/^credentials_refused: (?!.*wrong-password)/);
    const whole = open(server.handle, server.mainPassword);
    await expect(whole).rejects.toThrow(/^app_password_required: (?!.*battery)/);
    const ended = server.asked.at(-1);
    expect(ended?.url.pathname).toBe('/xrpc/com.atproto.server.deleteSession');
  });
});

async function connected() {
  const [account] = await open(server.handle, server.appPassword);
  if (!account) throw new Error('No account was connected');
  const { tokens, ...rest } = account;
  return { ...rest, account_id: randomUUID(), access_token: tokens.access_token };
}

const pictured = async (given: Partial<PreparedPost> = {}): Promise<PreparedPost> => ({
  ...{ text: 'prunes', link: null, options: {}, record_name: recordName(randomUUID(), 1) },
  media: [await samplePicture({ width: 1200, height: 800 })],
  ...given,
});

test('tokens are revoked with the account', async () => {
  const [account] = await open(server.handle, server.appPassword);
  if (!account) throw new Error('No account was connected');
  const session = sessionOf(account);
  await harness.platform.revoke?.(session);
  const refresh = harness.platform.refresh?.(session);
  await expect(refresh).rejects.toThrow('account_disconnected');
});

test('what was prepared long ago is prepared anew: servers forget pictures without a record', async () => {
  const [session, post] = [await connected(), await pictured()];
  const prepare = async (given: Container | null) =>
    (await harness.platform.prepare(session, post, given, AbortSignal.timeout(5_000))).container;
  const container = await prepare(null);
  expect(await prepare(container)).toBe(container);
  const old = { ...container, made_at: new Date(Date.now() - 3_600_000).toISOString() };
  const anew = await prepare(old);
  expect(anew).toMatchObject({ blobs: container['blobs'] });
  expect(anew['made_at']).not.toBe(old.made_at);
});

test('a record holds the text, what can be followed, the language, and pictures with their shapes', async () => {
  const session = await connected();
  const text = 'Bonjour @ben.example.social #prunes';
  const post = await pictured({ text, options: { language: 'fr' } });
  const signal = AbortSignal.timeout(5_000);
  const { container } = await harness.platform.prepare(session, post, null, signal);
  const live = await harness.platform.finalize(session, post, container, signal);
  expect(live).toEqual({
    external_id: `at://${server.did}/app.bsky.feed.post/${post.record_name}`,
    permalink: `https://bsky.app/profile/${server.did}/post/${post.record_name}`,
  });
  const record = server.records.get(post.record_name);
  expect(record).toMatchObject({
    ...{ $type: 'app.bsky.feed.post', text: post.text, langs: ['fr'] },
    facets: [{ index: { byteStart: 8, byteEnd: 27 } }, { index: { byteStart: 28, byteEnd: 35 } }],
    embed: { images: [{ aspectRatio: { width: 1200, height: 800 } }] },
  });
  expect(Date.parse(record?.createdAt ?? '')).not.toBeNaN();
});
