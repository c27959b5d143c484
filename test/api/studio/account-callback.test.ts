import {
  connectSocialAccount,
  listSocialAccounts,
  type SocialAccountConnect,
} from '../../../clients/typescript';
import { connectionCookie, connectionNonce } from '../../../api/studio/connection-cookie';
import { AccountConnection } from '../../../models/studio/account-connection';
import { SocialAccount as AccountModel } from '../../../models/studio/social-account';
import { FakePlatform } from '../../fakes/fake-platform';
import { startTestApi, type TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';

const minute = 60_000;
const publicUrl = 'https://relais.example';

let api: TestApi;
let amina: Person;
let bea: Person;
let fake: FakePlatform;
beforeAll(async () => {
  api = await startTestApi(/^(identity|messaging|studio\/accounts|operations\/audit)/, {
    PUBLIC_URL: publicUrl,
  });
  [amina, bea] = await Promise.all([newPerson(api), newPerson(api)]);
});
beforeEach(async () => {
  await api.services.database('social_accounts').delete();
  await api.services.database('account_connections').delete();
  fake = new FakePlatform();
  const { platform } = fake;
  api.services.platforms = new Map([
    ['test', platform],
    ['words', { ...platform, name: 'words' }],
  ]);
});
afterAll(() => api.close());

const connect = (person: Person, platform: string, body: SocialAccountConnect = {}) =>
  connectSocialAccount({ client: person.client, path: { platform }, body });

/** What the browser keeps from where it was sent last. */
let cookie = '';
const kept = '__Host-relais-connection-';

/** Where somebody is sent who wants to connect an account. */
async function sentTo(person: Person, body: SocialAccountConnect = {}): Promise<string> {
  const { data, response } = await connect(person, 'test', body);
  [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';');
  if (!data || !('url' in data)) throw new Error('nobody was sent anywhere');
  return data.url;
}

/** What the browser shows after the platform sent it back. */
async function comeBack(back: URL, language = 'en'): Promise<{ status: number; html: string }> {
  expect(back.origin).toBe(publicUrl);
  const headers = { 'accept-language': language, cookie: `theme=dark; ${cookie}` };
  const response = await api.fetch(`${back.pathname}${back.search}`, { headers });
  return { status: response.status, html: await response.text() };
}

const accountsOf = (person: Person) =>
  AccountModel.query(api.services.database).where({ owner_id: person.id });

describe('connecting by OAuth', () => {
  test('sends a person away, and finds the account connected when they are back', async () => {
    const url = await sentTo(amina, { server_url: 'https://mastodon.example' });
    expect(url).toMatch(/^https:\/\/mastodon\.example\/authorize\?/);
    expect(await accountsOf(amina)).toEqual([]);
    const { status, html } = await comeBack(fake.allow(url));
    expect(status).toBe(200);
    expect(html).toContain('Account connected');
    expect(html).toContain('<li>Test @camille</li>');
    const { data } = await listSocialAccounts({ client: amina.client });
    expect(data?.results).toMatchObject([
      {
        ...{ platform: 'test', username: 'camille', server_url: 'https://mastodon.example' },
        ...{ state: 'connected', scopes: ['write'], owner_id: amina.id, error_code: null },
      },
    ]);
    const { expires_at, refresh_at } = data?.results[0] ?? {};
    const left = (at: string | null = null) => Date.parse(at ?? '') - api.clock.now().getTime();
    expect(left(expires_at)).toBe(120 * minute);
    expect(left(refresh_at)).toBeGreaterThanOrEqual(90 * minute);
    expect(left(refresh_at)).toBeLessThanOrEqual(96 * minute);
  });

  test('keeps nothing in the clear, and starts the workflow that keeps the tokens alive', async () => {
    const url = await sentTo(amina);
    const state = new URL(url).searchParams.get('state') ?? 'none';
    const { database } = api.services;
    const under = await AccountConnection.query(database);
    expect(JSON.stringify(under)).not.toContain(state);
    expect(JSON.stringify(under)).not.toContain('registered-secret');
    await comeBack(fake.allow(url));
    const [row] = await accountsOf(amina);
    expect(JSON.stringify(row)).not.toMatch(/registered-secret|access-|refresh-/);
    const commands = await database('workflow_commands').where({ subject_id: row?.id ?? null });
    expect(commands).toMatchObject([
      {
        ...{ workflow_id: `refresh-token:${row?.id}`, workflow_type: 'refreshToken' },
        ...{ input: { account_id: row?.id }, poke: true, restart: true },
      },
    ]);
  });

  test('works once, within ten minutes, and for the platform that was meant', async () => {
    const used = fake.allow(await sentTo(amina));
    await comeBack(used);
    expect(await comeBack(used)).toMatchObject({ status: 410 });
    const late = fake.allow(await sentTo(bea));
    api.clock.advance(10 * minute + 1);
    const { status, html } = await comeBack(late, 'fr');
    expect([status, html.includes('Lien expiré')]).toEqual([410, true]);
    const other = fake.allow(await sentTo(bea));
    other.pathname = other.pathname.replace('/test/', '/words/');
    expect((await comeBack(other)).status).toBe(410);
    const forged = fake.allow(await sentTo(bea));
    forged.searchParams.set('state', 'of-nobody');
    expect((await comeBack(forged)).status).toBe(410);
    forged.searchParams.delete('state');
    expect((await comeBack(forged)).status).toBe(400);
    expect(await accountsOf(bea)).toEqual([]);
  });

  test('is finished only by the browser that began it', async () => {
    const { response } = await connect(bea, 'test');
    const theirs = response.headers.get('set-cookie') ?? '';
    expect(theirs).toMatch(/^__Host-relais-connection-[0-9a-f]{16}=[\w-]{43};/);
    expect(theirs.split('; ').slice(1)).toEqual([
      ...['Max-Age=600', 'HttpOnly', 'Path=/', 'SameSite=None', 'Secure'],
    ]);
    const back = fake.allow(await sentTo(amina));
    const own = cookie;
    const [name = '', nonce = ''] = own.split('=');
    const [, other = ''] = theirs.split(';')[0]?.split('=') ?? [];
    for (cookie of ['', `${name}=`, theirs.split(';')[0] ?? '', `${kept}0=${nonce}`]) {
      const { status, html } = await comeBack(back);
      expect([status, html.includes('<h1>Another browser</h1>')]).toEqual([410, true]);
    }
    cookie = `${name}=${other}`;
    expect((await comeBack(back)).status).toBe(410);
    expect(await accountsOf(amina)).toEqual([]);
    const under = JSON.stringify(await AccountConnection.query(api.services.database));
    expect(under).not.toContain(own.split('=')[1]);
    cookie = own;
    expect((await comeBack(back)).status).toBe(200);
  });

  test('is finished in each of two tabs', async () => {
    const backs: URL[] = [];
    const jar: string[] = [];
    for (const _ of [1, 2]) {
      backs.push(fake.allow(await sentTo(amina)));
      jar.push(cookie);
    }
    cookie = jar.join('; ');
    for (const back of backs) expect((await comeBack(back)).status).toBe(200);
  });

  test('at the same time by two browsers with the same state connects once', async () => {
    const back = fake.allow(await sentTo(amina));
    const both = await Promise.all([comeBack(back), comeBack(back)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 410]);
    expect(await accountsOf(amina)).toHaveLength(1);
  });

  test('tells who said no that nothing is connected, and uses the state up', async () => {
    const back = fake.allow(await sentTo(amina));
    const { searchParams } = new URL(back);
    back.search = new URLSearchParams({
      ...{ error: 'access_denied', error_description: '<script>' },
      state: searchParams.get('state') ?? '',
    }).toString();
    const { status, html } = await comeBack(back);
    expect([status, html.includes('Access denied'), html.includes('<script>')]).toEqual([
      ...[422, true, false],
    ]);
    back.search = searchParams.toString();
    expect((await comeBack(back)).status).toBe(410);
    expect(await accountsOf(amina)).toEqual([]);
  });

  test('says what the platform answered where it does not take the code', async () => {
    const back = fake.allow(await sentTo(amina));
    back.searchParams.set('code', 'of-nobody');
    const { status, html } = await comeBack(back);
    expect([status, html.includes('The token is not good.')]).toEqual([422, true]);
    const away = fake.allow(await sentTo(amina));
    fake.mood = 'down';
    expect((await comeBack(away)).status).toBe(503);
  });

  test('does nothing for somebody whose account was closed meanwhile', async () => {
    const gone = await newPerson(api);
    const back = fake.allow(await sentTo(gone));
    await api.services.database('users').where({ id: gone.id }).update({ is_active: false });
    expect((await comeBack(back)).status).toBe(410);
    expect(await accountsOf(gone)).toEqual([]);
  });

  test('shows a page without scripts that no cache keeps', async () => {
    const back = fake.allow(await sentTo(amina));
    const path = `${back.pathname}${back.search}&iss=https%3A%2F%2Fx.example`;
    const response = await api.fetch(path, { headers: { cookie } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await response.text()).not.toContain('<script');
  });
});

test('without HTTPS the cookie goes to the callback alone', () => {
  const url = 'http://127.0.0.1:8000/api/scheduler/accounts/test/callback';
  const set = connectionCookie(url, 'state', 'nonce');
  expect(set.split('; ').slice(1)).toEqual([
    ...['Max-Age=600', 'HttpOnly', `Path=${new URL(url).pathname}`, 'SameSite=Lax'],
  ]);
  const [pair = ''] = set.split(';');
  expect(pair).toMatch(/^relais-connection-/);
  expect(connectionNonce(`a=b; ${pair}`, url, 'state')).toBe('nonce');
  expect(connectionNonce(pair, url, 'other')).toBeUndefined();
});
