import { randomUUID } from 'node:crypto';
import type {
  AccountSession,
  Container,
  OAuthConnection,
  PreparedPost,
} from '../../../../activities/clients/platforms/platform';
import { createPlatforms } from '../../../../activities/clients/platforms/platforms';
import { weightedLength } from '../../../../activities/clients/platforms/x/weighted-length';
import { PlatformError } from '../../../../activities/clients/platforms/platform-error';
import type { XServer } from '../../../fakes/platforms/x-server';
import { platformConfig, samplePicture, type Served } from './harness';
import { openX } from './harnesses';

let harness: Served<XServer>;
let server: XServer;
let session: AccountSession & { refresh_token: string | null };
beforeEach(async () => {
  harness = await openX();
  ({ server } = harness);
  const connection = harness.platform.connection as OAuthConnection;
  const redirect_uri = 'https://relais.example.org/back';
  // RFC 7636, appendix B.
  const code_verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  const code_challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
  const asked = { state: 's', code_challenge, redirect_uri, server_url: null };
  const { url, details } = await connection.authorize(asked);
  const { code } = server.consent(url);
  const answer = { code, code_verifier, redirect_uri, server_url: null, details };
  const [account] = await connection.exchange(answer);
  if (!account) throw new Error('No account was connected');
  const { tokens, ...rest } = account;
  const { access_token, refresh_token } = tokens;
  session = { ...rest, account_id: randomUUID(), access_token, refresh_token };
});
afterEach(() => harness.close());

const signal = (): AbortSignal => AbortSignal.timeout(5_000);

function textPost(text: string, options = {}): PreparedPost {
  return { text, link: null, media: [], options, record_name: randomUUID() };
}

// From the conformance suite of twitter-text, and the examples of its page on counting.
describe('the length of a text', () => {
  it.each([
    ['', 0],
    ['plum', 4],
    ['é', 1],
    ['é', 1],
    ['日本語', 6],
    ['Ж ж', 3],
    ['“quoted” – yes', 14],
    ['💩', 2],
    ['👨‍👩‍👧‍👦', 2],
    ['👍🏿', 2],
    ['🇫🇷', 2],
    ['1️⃣', 2],
    ['1 ©', 3],
    ['❤️', 2],
    [`https://example.org/${'a'.repeat(200)}`, 23],
    ['http://a.eu/', 23],
    ['see example.com.', 4 + 23 + 1],
    ['example.com/a, b.fr/c', 23 + 2 + 23],
    ['anna@example.com', 16],
    ['version 1.2 of plum.sort', 24],
    ['Node.js and main.ts', 19],
    ['example.museum', 23],
    ['foo.中国', 23],
    ['日本語example.com', 6 + 23],
    ['foo_bar.com', 11],
    ['example.com?x=1', 23 + 4],
    ['http://example.com/~user/', 23],
    ['https://example.org/日本', 23 + 4],
    ['http://例え.jp/パス', 23 + 4],
    ['(https://example.org/a(b)c)', 25],
    ['https://example.org/a,b.', 24],
    ['1⃣', 2],
    ['a'.repeat(281), 281],
  ])('of %j is %i', (text, length) => expect(weightedLength(text)).toBe(length));

  it('is found in no time, however strange the text', () => {
    const texts = ['a.', 'a-', 'https://a/', '.a', 'é.fr', '👨‍👩‍👧'].map((part) => part.repeat(5_000));
    for (const text of texts) expect(weightedLength(text)).toBeGreaterThan(22);
  });
});

test('pictures are marked as generated unless the post says otherwise', async () => {
  const media = [await samplePicture()];
  for (const options of [{}, { made_with_ai: 'false', reply_settings: 'following' }]) {
    const post = { ...textPost(`plums ${randomUUID()}`, options), media };
    const { container } = await harness.platform.prepare(session, post, null, signal());
    await harness.platform.finalize(session, post, container, signal());
  }
  await harness.platform.finalize(session, textPost('words'), { media: [] }, signal());
  expect(server.posts.map(({ wish }) => [wish.made_with_ai, wish.reply_settings])).toEqual([
    [true, undefined],
    [false, 'following'],
    [undefined, undefined],
  ]);
});

test('a picture needs no words', async () => {
  const post = { ...textPost(''), media: [await samplePicture()] };
  const { container } = await harness.platform.prepare(session, post, null, signal());
  await harness.platform.finalize(session, post, container, signal());
  expect(server.live()).toMatchObject([{ text: '', media: 1 }]);
});

test('pictures of yesterday are uploaded anew', async () => {
  const post = { ...textPost('plums'), media: [await samplePicture()] };
  const prepare = async (given: Container | null) =>
    (await harness.platform.prepare(session, post, given, signal())).container;
  const container = await prepare(null);
  expect(await prepare(container)).toBe(container);
  const made_at = new Date(Date.now() - 24 * 3_600_000).toISOString();
  const anew = await prepare({ ...container, made_at });
  expect(anew['media']).not.toEqual(container['media']);
});

describe('a post without pictures', () => {
  const publish = (text: string) =>
    harness.platform.finalize(session, textPost(text), { media: [] }, signal());
  const verify = (text: string, seconds: number, started_at = new Date()) => {
    const now = new Date(started_at.getTime() + seconds * 1_000);
    const attempt = { container: { media: [] }, started_at, now };
    return harness.platform.verify(session, textPost(text), attempt);
  };

  it('is found by its text, though X shortens links and escapes signs', async () => {
    const text = 'plums < pears & apples https://example.org/plums?a=1&b=2';
    const live = await publish(text);
    for (let other = 0; other < 130; other += 1) await publish(`another ${other}`);
    expect(await verify(text, 1)).toEqual({ state: 'live', ...live });
  });

  it('is found though X tells links and accents in its own way', async () => {
    const live = await publish('Été: https://example.org/a?utm=1 (ripe)'.normalize('NFC'));
    const asWritten = 'Été: Example.org/a/ (ripe)'.normalize('NFD');
    expect(await verify(asWritten, 1)).toEqual({ state: 'live', ...live });
    expect(await verify('Été: (ripe)', 1)).toMatchObject({ state: 'unknown' });
  });

  it('is not taken for one that leads elsewhere', async () => {
    const text = (path: string) => `New on the blog: https://example.org/${path}`;
    const pears = await publish(text('pears'));
    expect(await verify(text('plums'), 120)).toEqual({ state: 'absent' });
    const plums = await publish(text('plums'));
    expect(await verify(text('pears'), 1)).toEqual({ state: 'live', ...pears });
    expect(await verify(text('plums'), 1)).toEqual({ state: 'live', ...plums });
  });

  it('is found where X does not tell where links lead, if there is one such text only', async () => {
    server.tellsLinks = false;
    const live = await publish('New: https://example.org/plums');
    expect(await verify('New: https://example.org/plums', 120)).toEqual({ state: 'live', ...live });
    await publish('New: https://example.org/pears');
    const either = await verify('New: https://example.org/plums', 120);
    expect(either).toMatchObject({ state: 'unknown' });
  });

  it('is not taken for an older one, and its absence is believed after a while only', async () => {
    await publish('plums');
    for (const post of server.posts) post.created_at = new Date(Date.now() - 3_600_000);
    expect(await verify('plums', 30)).toMatchObject({ state: 'unknown' });
    expect(await verify('plums', 120)).toEqual({ state: 'absent' });
  });

  it('is refused as a duplicate when it is there already', async () => {
    await publish('plums');
    const facts = { kind: 'refused', code: 'duplicate_post', status: 403 };
    await expect(publish('plums')).rejects.toMatchObject({ facts });
  });
});

describe('a limit', () => {
  const limited = async () => {
    server.mood = 'limited';
    const error: unknown = await harness.platform
      .finalize(session, textPost('plums'), { media: [] }, signal())
      .catch((thrown: unknown) => thrown);
    return error instanceof PlatformError ? error.facts : null;
  };

  it.each([
    [null, 'account'],
    ['user', 'account'],
    ['app', 'application'],
  ] as const)('of the day for %s is one of the %s', async (daily, scope) => {
    server.dailyLimit = daily;
    expect(await limited()).toMatchObject({ kind: 'later', code: 'rate_limited', scope });
  });
});

test('tokens are revoked with the account', async () => {
  await harness.platform.revoke?.(session);
  const asking = harness.platform.preflight(session, textPost('plums'));
  await expect(asking).rejects.toThrow('account_disconnected');
});

test('without an application of the deployment nobody is sent away', async () => {
  const platform = createPlatforms(platformConfig()).get('x');
  const connection = platform?.connection as OAuthConnection;
  expect(connection.configured).toBe(false);
  const asked = {
    state: 's',
    code_challenge: 'c',
    redirect_uri: 'https://a.org',
    server_url: null,
  };
  await expect(connection.authorize(asked)).rejects.toThrow('not_configured');
});
