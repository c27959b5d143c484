import { getMe, getMfa, loginUser, removeUserMfa } from '../../../clients/typescript';
import { startTestApi, type TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';
import { mailsTo } from './account-mails';
import { codeOf, newManager } from './administration';
import { guardedUser, type Guarded } from './authenticator';

let api: TestApi;
let admin: Person;
beforeAll(async () => {
  api = await startTestApi(/^identity\//);
  admin = await newPerson(api, 'admin');
});
afterAll(() => api.close());

const remove = (by: Person, id: string) => removeUserMfa({ client: by.client, path: { id } });

async function guarded(): Promise<Guarded & { id: string }> {
  const one = await guardedUser(api);
  const { data } = await getMe({ client: api.client(one.access), throwOnError: true });
  return { ...one, id: data.id };
}

test('an admin removes the second factor of somebody, who is told and signs in by the password', async () => {
  const amina = await guarded();
  const { response } = await remove(admin, amina.id);
  expect(response.status).toBe(204);
  const { username, password } = amina.user;
  const signedIn = await loginUser({ client: api.client(), body: { username, password } });
  expect(signedIn.response.status).toBe(200);
  const { data } = await getMfa({ client: api.client(amina.access) });
  expect(data).toEqual({ enabled: false, enabled_at: null, recovery_codes_left: 0 });
  const alerts = await mailsTo(api, username, 'security-alert');
  expect(alerts.map((alert) => alert?.event)).toEqual(['mfa_enabled', 'mfa_removed_by_admin']);
  const { database } = api.services;
  const entry = { owner_id: amina.id, action: 'account.mfa_removed_by_admin' };
  expect(await database('audit_entries').where(entry)).toMatchObject([
    { actor_id: admin.id, request_id: response.headers.get('x-request-id') },
  ]);
  const told = { owner_id: amina.id, type: 'user.mfa_disabled' };
  expect(await database('events').where(told)).toHaveLength(1);
  expect(codeOf(await remove(admin, amina.id))).toBe('mfa_not_enabled');
});

test('nobody removes that of who may do what they may not, nor their own without a proof', async () => {
  const [amina, boss] = [await guarded(), await guarded()];
  await api.services.database.raw(
    `insert into user_roles (user_id, role_id) select ?, id from roles where name = 'admin'`,
    [boss.id],
  );
  const manager = await newManager(api, admin);
  expect(codeOf(await remove(manager, boss.id))).toBe('forbidden');
  const self = { ...admin, client: api.client(boss.access) };
  expect(codeOf(await remove(self, boss.id))).toBe('forbidden');
  expect((await remove(manager, amina.id)).response.status).toBe(204);
  const { data } = await getMfa({ client: api.client(boss.access) });
  expect(data?.enabled).toBe(true);
});
