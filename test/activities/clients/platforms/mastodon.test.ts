import { randomUUID } from 'node:crypto';
import { checkPrepared } from '../../../../activities/clients/platforms/check-post';
import { countCharacters } from '../../../../activities/clients/platforms/mastodon/rules';
import type {
  AccountSession,
  ConnectedAccount,
  Container,
  OAuthConnection,
  PreparedPost,
  ServerLimits,
} from '../../../../activities/clients/platforms/platform';
import type { MastodonServer } from '../../../fakes/platforms/mastodon-server';
import { samplePicture, type Served } from './harness';
import { openMastodon } from './harnesses';
import { consented } from './steps';

const redirect_uri = 'https://relais.example.org/back';
const code_verifier = 'a-verifier-of-at-least-forty-three-characters';
const code_challenge = 'hashed';

let harness: Served<MastodonServer>;
let server: MastodonServer;
let connection: OAuthConnection;
beforeEach(async () => {
  harness = await openMastodon();
  ({ server } = harness);
  connection = harness.platform.connection as OAuthConnection;
});
afterEach(() => harness.close());

/** An account whose token is known to the server. */
function session(): AccountSession {
  const access_token = randomUUID();
  server.tokens.add(access_token);
  return {
    ...{ account_id: randomUUID(), external_id: '108020771@example.social', username: 'anna' },
    ...{ server_url: server.url, access_token, details: { id: '108020771' } },
  };
}

function textPost(text: string, options = {}): PreparedPost {
  return { text, link: null, media: [], options, record_name: randomUUID() };
}

describe('the length of a text', () => {
  it.each([
    ['plum', 4],
    ['', 0],
    ['👩‍👩‍👧‍👦 prune', 7],
    ['é', 1],
    [`see https://example.org/${'a'.repeat(200)} now`, 4 + 23 + 4],
    ['(http://a.eu).', 1 + 23 + 2],
    ['https://en.example.org/wiki/Plum_(fruit), a_', 23 + 4],
    ['https://example.org/plums_/', 23],
    ['hello @anna@plums.example.social!', 12],
    ['mail anna@plums.example.social', 30],
  ])('of %j is %i', (text, length) => expect(countCharacters(text)).toBe(length));
});

describe('connecting', () => {
  const begin = () =>
    connection.authorize({ state: 's', code_challenge, redirect_uri, server_url: server.url });
  const finish = (details: Record<string, unknown>, code: string): Promise<ConnectedAccount[]> =>
    connection.exchange({ code, code_verifier, redirect_uri, server_url: server.url, details });

  it('registers an application with the server, and asks for no more than it needs', async () => {
    const { url } = await begin();
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      ...{ response_type: 'code', redirect_uri, state: 's', code_challenge },
      ...{ code_challenge_method: 'S256' },
      scope: 'read:accounts read:statuses write:statuses write:media',
    });
  });

  it('is refused with a code that was not asked for with this verifier', async () => {
    const { url, details } = await begin();
    const { code } = server.consent(url);
    await expect(finish(details, code)).rejects.toThrow('account_disconnected');
  });

  it('is refused where it was begun with another server', async () => {
    const { url, details } = await begin();
    const { code } = server.consent(url);
    const elsewhere = { ...details, server: 'https://other.example' };
    await expect(finish(elsewhere, code)).rejects.toThrow('server_refused');
  });

  it('names the server, without which there is nobody to ask', async () => {
    const asked = { state: 's', code_challenge, redirect_uri, server_url: null };
    await expect(connection.authorize(asked)).rejects.toThrow('server_required');
  });
});

test('a token is revoked with the account', async () => {
  const asked = { state: 's', redirect_uri, server_url: server.url };
  const { details } = await connection.authorize({ ...asked, code_challenge });
  const opened = session();
  const secrets = `${String(details['client_id'])} ${String(details['client_secret'])}`;
  await harness.platform.revoke?.({ ...opened, refresh_token: secrets });
  expect(server.tokens.has(opened.access_token)).toBe(false);
});

describe('the limits', () => {
  const usual = { max_characters: 500, max_media_attachments: 4, characters_reserved_per_url: 23 };
  const rules = async () => {
    const { limits } = harness.platform;
    const told = await limits?.ask(session());
    if (!limits || !told) throw new Error('The server has no limits of its own');
    return limits.rules(JSON.parse(JSON.stringify(told)) as ServerLimits);
  };
  const found = async (post: PreparedPost) =>
    checkPrepared(await rules(), post).map(({ code, count, max }) => [code, count, max]);

  it('are those that the server names', async () => {
    server.limits = { ...usual, max_characters: 10, max_media_attachments: 1 };
    server.mediaTypes = ['image/png'];
    const post = {
      ...textPost('twelve chars'),
      media: [await samplePicture(), await samplePicture()],
    };
    expect(await found(post)).toEqual([
      ...[
        ['caption_too_long', 12, 10],
        ['too_many_media', 2, 1],
      ],
      ...[['media_type'], ['media_type']],
    ]);
    server.limits = { ...usual, max_characters: 5_000, max_media_attachments: 4 };
    server.mediaTypes = ['image/jpeg'];
    expect(await found({ ...post, text: 'a'.repeat(4_000) })).toEqual([]);
    const warned = textPost('a'.repeat(4_990), { content_warning: 'plums, again' });
    expect(await found(warned)).toEqual([['caption_too_long', 5_002, 5_000]]);
  });

  it('are told when an account is connected', async () => {
    server.limits = { ...usual, max_characters: 900 };
    const [account] = await consented(harness);
    const { statuses } = account?.server_limits as { statuses: object };
    expect(statuses).toMatchObject({ max_characters: 900 });
  });

  it.each([
    ['says nothing of them', {}],
    ['has none', { max_characters: -1, max_media_attachments: null }],
    ['tells nonsense', { characters_reserved_per_url: 1_000_000_000 }],
  ])('are the usual ones where a server %s', async (_how, statuses) => {
    server.limits = statuses;
    const { text, media } = await rules();
    expect([text.max, text.count('see https://example.org'), media.count.max]).toEqual([
      500, 27, 4,
    ]);
  });

  it('are the usual ones where a server does not know the question', async () => {
    server.limits = null;
    expect((await rules()).text.max).toBe(500);
  });
});

test('pictures that the server dropped meanwhile are uploaded anew', async () => {
  const post = { ...textPost('plums'), media: [await samplePicture(), await samplePicture()] };
  const prepare = (given: Container | null) =>
    harness.platform.prepare(session(), post, given, AbortSignal.timeout(5_000));
  const { container, ask_again_in } = await prepare(null);
  expect(ask_again_in).toBeGreaterThan(0);
  await prepare(container);
  const done = await prepare(container);
  expect(done).toMatchObject({ ask_again_in: null });
  server.media.clear();
  const anew = await prepare(done.container);
  expect(anew.container).not.toEqual(done.container);
  expect(server.media.size).toBe(2);
});

test('options reach the server', async () => {
  const options = { visibility: 'unlisted', content_warning: 'Fruit', language: 'fr' };
  const signal = AbortSignal.timeout(5_000);
  const post = textPost('prunes', options);
  await harness.platform.finalize(session(), post, { media: [] }, signal);
  expect(server.statuses).toMatchObject([
    { text: 'prunes', visibility: 'unlisted', spoiler_text: 'Fruit', language: 'fr' },
  ]);
});

describe('asked for a post without pictures', () => {
  const started_at = new Date();
  const verify = (post: PreparedPost, seconds: number) => {
    const now = new Date(started_at.getTime() + seconds * 1_000);
    return harness.platform.verify(session(), post, { container: { media: [] }, started_at, now });
  };
  const publish = (text: string) =>
    harness.platform.finalize(session(), textPost(text), { media: [] }, AbortSignal.timeout(5_000));

  it('it is known by its text as it was written, among many', async () => {
    const live = await publish('plums < pears & apples');
    for (let other = 0; other < 60; other += 1) await publish(`another ${other}`);
    const verdict = await verify(textPost('plums < pears & apples'), 1);
    expect(verdict).toEqual({ state: 'live', ...live });
  });

  it('it is not taken for an older one, and its absence is believed after a while only', async () => {
    await publish('plums');
    const [status] = server.statuses;
    if (status) status.created_at = new Date(started_at.getTime() - 3_600_000).toISOString();
    expect(await verify(textPost('plums'), 5)).toMatchObject({ state: 'unknown' });
    expect(await verify(textPost('plums'), 40)).toEqual({ state: 'absent' });
  });
});
