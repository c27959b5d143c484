import {
  connectSocialAccount,
  exportSocialAccounts,
  getSocialAccount,
  listSocialAccounts,
  removeSocialAccount,
  renewSocialAccount,
  type SocialAccount,
  type SocialAccountConnect,
} from '../../../clients/typescript';
import { disconnectAccount } from '../../../models/studio/disconnect-account';
import { SocialAccount as AccountModel } from '../../../models/studio/social-account';
import { transaction } from '../../../foundation/transaction';
import { FakePlatform, passwordConnection } from '../../fakes/fake-platform';
import { startTestApi, type TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';

const minute = 60_000;

let api: TestApi;
let amina: Person;
let bea: Person;
let admin: Person;
let fake: FakePlatform;
beforeAll(async () => {
  api = await startTestApi(/^(identity|messaging|studio\/accounts|operations\/audit)/);
  [amina, bea, admin] = await Promise.all([
    newPerson(api),
    newPerson(api),
    newPerson(api, 'admin'),
  ]);
});
beforeEach(async () => {
  await api.services.database('social_accounts').delete();
  fake = new FakePlatform();
  const { platform } = fake;
  const closed = { ...platform.connection, configured: false };
  api.services.platforms = new Map([
    ['test', platform],
    ['words', { ...platform, name: 'words', connection: passwordConnection(fake) }],
    ['steady', { ...platform, name: 'steady', refresh: null }],
    ['closed', { ...platform, name: 'closed', connection: closed }],
  ]);
});
afterAll(() => api.close());

const connect = (person: Person, platform: string, body: SocialAccountConnect = {}) =>
  connectSocialAccount({ client: person.client, path: { platform }, body });

const accountsOf = (person: Person) =>
  AccountModel.query(api.services.database).where({ owner_id: person.id });

/** An account of somebody at a platform that opens accounts at once. */
async function opened(person: Person, platform = 'words'): Promise<SocialAccount> {
  const body = { identifier: 'camille', password: 'app-password' };
  if (platform !== 'words') {
    const { platforms } = api.services;
    const found = platforms.get(platform);
    const connection = passwordConnection(fake);
    if (found) (platforms as Map<string, typeof found>).set(platform, { ...found, connection });
  }
  const { data } = await connect(person, platform, body);
  const [account] = data && 'results' in data ? data.results : [];
  if (!account) throw new Error('nothing was opened');
  return account;
}

describe('connecting', () => {
  test('by a password opens the account at once, and once more the same', async () => {
    const first = await opened(amina);
    expect(first).toMatchObject({ platform: 'words', username: 'camille', state: 'connected' });
    api.clock.advance(minute);
    const second = await opened(amina);
    expect(second).toMatchObject({ id: first.id, created_at: first.created_at });
    expect(Date.parse(second.connected_at) - Date.parse(first.connected_at)).toBe(minute);
    expect((await opened(bea)).id).not.toBe(first.id);
  });

  test('refuses what cannot be, and says why', async () => {
    const told = async (platform: string, body: SocialAccountConnect = {}) => {
      const { error, response } = await connect(amina, platform, body);
      return { status: response.status, ...error };
    };
    expect(await told('nowhere')).toMatchObject({ status: 422, code: 'unknown_platform' });
    expect(await told('closed')).toMatchObject({ status: 409, code: 'platform_not_configured' });
    expect(await told('words')).toMatchObject({
      ...{ status: 400, errors: [{ pointer: '/identifier', code: 'required' }] },
    });
    const wrong = { identifier: 'camille', password: 'wrong' };
    expect(await told('words', wrong)).toMatchObject({
      ...{ status: 422, code: 'platform_refused', errors: [{ code: 'credentials_refused' }] },
    });
    fake.mood = 'busy';
    const { error, response } = await connect(amina, 'test');
    expect(error).toMatchObject({ code: 'platform_unavailable' });
    expect(response.headers.get('retry-after')).toBe('900');
    expect(await accountsOf(amina)).toEqual([]);
  });
});

describe('an account', () => {
  test('is its owner’s alone, and an admin’s who asks for it', async () => {
    const { id } = await opened(amina);
    const read = async (person: Person) =>
      (await getSocialAccount({ client: person.client, path: { id } })).response.status;
    expect([await read(amina), await read(bea), await read(admin)]).toEqual([200, 404, 200]);
    const list = async (person: Person, query: object = {}) =>
      (await listSocialAccounts({ client: person.client, query })).data?.results.map(
        (account: SocialAccount) => account.id,
      );
    expect(await list(bea)).toEqual([]);
    expect(await list(admin, { owner_id: amina.id })).toEqual([id]);
    expect(await list(amina, { platform: 'words', state: 'connected' })).toEqual([id]);
    expect(await list(amina, { platform: 'test' })).toEqual([]);
    expect(await list(amina, { state: 'disconnected' })).toEqual([]);
  });

  test('is exported without its tokens', async () => {
    await opened(amina);
    const query = { format: 'json' } as const;
    const { data } = await exportSocialAccounts({ client: amina.client, query });
    expect(data).toMatchObject({ results: [{ platform: 'words', state: 'connected' }] });
    expect(JSON.stringify(data)).not.toMatch(/access-|refresh-|v1\./);
  });

  test('that is removed is gone at once, and its workflow is asked to finish', async () => {
    const { id } = await opened(amina);
    const { database } = api.services;
    await database('workflow_commands').where({ subject_id: id }).delete();
    const remove = async (person: Person) =>
      (await removeSocialAccount({ client: person.client, path: { id } })).response.status;
    expect([await remove(bea), await remove(amina), await remove(amina)]).toEqual([404, 204, 404]);
    expect((await listSocialAccounts({ client: amina.client })).data?.results).toEqual([]);
    expect(await database('workflow_commands').where({ subject_id: id })).toMatchObject([
      { workflow_id: `refresh-token:${id}`, restart: true, poke: true },
    ]);
    expect(await database('audit_entries').where({ subject_id: id })).toEqual([]);
  });

  test('that an admin removes leaves an audit row', async () => {
    const { id } = await opened(amina);
    await removeSocialAccount({ client: admin.client, path: { id } });
    const entries = await api.services.database('audit_entries').where({ subject_id: id });
    expect(entries).toMatchObject([
      { action: 'social_account.remove', actor_id: admin.id, owner_id: amina.id },
    ]);
  });

  test('is renewed when somebody wants to know, unless that cannot be', async () => {
    const { id } = await opened(amina);
    const renew = (which: string) =>
      renewSocialAccount({ client: amina.client, path: { id: which }, headers: {} });
    const { data, response } = await renew(id);
    expect([response.status, response.headers.get('location')]).toEqual([
      ...[202, `/api/scheduler/accounts/${id}`],
    ]);
    expect(data?.refresh_at).toBe(api.clock.now().toISOString());
    const account = await AccountModel.query(api.services.database).findById(id).throwIfNotFound();
    const why = { code: 'invalid_grant', title: 'Words' };
    await transaction(api.services.database, (tx) =>
      disconnectAccount(tx, account, why, api.clock.now()),
    );
    expect((await renew(id)).error).toMatchObject({ code: 'account_disconnected' });
    const steady = await opened(amina, 'steady');
    expect((await renew(steady.id)).error).toMatchObject({ code: 'account_not_renewable' });
  });
});
