import {
  getMe,
  getSettings,
  resetSettings,
  type SettingsUpdate,
  updateSettings,
} from '../../../clients/typescript';
import { startTestApi, type TestApi } from '../../support/api';
import { newPerson, type Person } from '../classification/classification-api';

let api: TestApi;
let amina: Person;
beforeAll(async () => void (api = await startTestApi(/^(identity|messaging)\//)));
beforeEach(async () => void (amina = await newPerson(api)));
afterAll(() => api.close());

const read = async (person = amina) => await getSettings({ client: person.client });
const put = async (body: SettingsUpdate, match?: string) =>
  await updateSettings({
    ...{ client: amina.client, body },
    headers: match === undefined ? {} : { 'If-Match': match },
  });

test('are the defaults until something is chosen', async () => {
  const { data, response } = await read();
  expect(data).toMatchObject({
    ...{ theme: 'system', timezone: 'UTC', language: 'fr', custom_settings: {} },
    ...{ subscription_alerts: true, quiet_hours: null, digest: 'off', digest_hour: 8 },
    updated_at: null,
  });
  const usual = { in_app: true, mail: true, socket: true, webhook: true };
  expect(data?.channels['batch_finished']).toEqual(usual);
  expect(response?.headers.get('etag')).toMatch(/^"\d+"$/);
});

test('change in what is named, and keep the rest', async () => {
  const quiet_hours = { from: '22:30', to: '06:00' };
  await put({ theme: 'dark', custom_settings: { a: { b: 1 } }, quiet_hours });
  await put({ channels: { batch_finished: { mail: false } }, digest: 'daily', digest_hour: 19 });
  const { data } = await put({ channels: { batch_finished: { socket: false } } });
  expect(data).toMatchObject({
    ...{ theme: 'dark', custom_settings: { a: { b: 1 } }, quiet_hours, digest: 'daily' },
    ...{ digest_hour: 19, updated_at: expect.any(String) as string },
  });
  expect(data?.channels['batch_finished']).toMatchObject({ mail: false, socket: false });
  expect((await read()).data).toEqual(data);
  expect((await put({ quiet_hours: null })).data).toMatchObject({ quiet_hours: null });
});

test('of language and zone are those of the account, at once', async () => {
  await put({ language: 'en', timezone: 'America/St_Johns' });
  const { data } = await getMe({ client: amina.client });
  expect(data).toMatchObject({ language: 'en', timezone: 'America/St_Johns' });
});

test('are guarded by their version, whichever part of them changed', async () => {
  const tag = async () => (await read()).response?.headers.get('etag') ?? '';
  const first = await tag();
  expect((await put({ language: 'en' }, first)).response?.status).toBe(200);
  expect((await put({ theme: 'dark' }, first)).error).toMatchObject({
    code: 'precondition_failed',
  });
  const second = await tag();
  const both = await Promise.all([put({ theme: 'dark' }, second), put({ theme: 'light' }, second)]);
  expect(both.map(({ response }) => response?.status).sort()).toEqual([200, 412]);
});

test('return to the defaults, but for language and zone', async () => {
  const before = await put({
    ...{ theme: 'dark', language: 'en', timezone: 'Asia/Kolkata', subscription_alerts: false },
    ...{ digest: 'daily', quiet_hours: { from: '22:00', to: '07:00' }, custom_settings: { a: 1 } },
    channels: { message: { in_app: false } },
  });
  const { data, response } = await resetSettings({ client: amina.client });
  expect(data).toMatchObject({
    ...{ theme: 'system', language: 'en', timezone: 'Asia/Kolkata', subscription_alerts: true },
    ...{ digest: 'off', quiet_hours: null, custom_settings: {} },
  });
  expect(data?.channels['message']).toMatchObject({ in_app: true });
  expect(response?.headers.get('etag')).not.toBe(before.response?.headers.get('etag'));
});

test('are one’s own', async () => {
  const bea = await newPerson(api);
  await put({ theme: 'dark' });
  expect((await read(bea)).data).toMatchObject({ theme: 'system', updated_at: null });
});

test.each<[string, SettingsUpdate, string]>([
  ['a zone that does not exist', { timezone: 'Europe/Atlantis' }, '/timezone'],
  ['an offset for a zone', { timezone: '+02:00' }, '/timezone'],
  ['quiet hours of no length', { quiet_hours: { from: '22:00', to: '22:00' } }, '/quiet_hours/to'],
  ['an hour that no clock shows', { quiet_hours: { from: '24:00', to: '07:00' } }, ''],
  ['a digest at 24', { digest_hour: 24 }, '/digest_hour'],
  ['large custom settings', { custom_settings: { a: 'é'.repeat(9000) } }, '/custom_settings'],
  ['a kind that does not exist', { channels: { nothing: { mail: true } } as object }, ''],
  ['a channel that does not exist', { channels: { message: { fax: true } as object } }, ''],
  ['the role', { role: 'admin' } as SettingsUpdate, ''],
])('refuse %s', async (_name, body, pointer) => {
  const { error } = await put(body);
  expect(error).toMatchObject({ status: 400, code: 'validation_failed' });
  if (pointer) expect(error?.errors).toMatchObject([{ pointer }]);
  expect((await read()).data?.updated_at).toBeNull();
});

test('are for those who are signed in', async () => {
  const client = api.client();
  const answers = [
    await getSettings({ client }),
    await updateSettings({ client, body: {} }),
    await resetSettings({ client }),
  ];
  expect(answers.map(({ error }) => error?.status)).toEqual([401, 401, 401]);
});
