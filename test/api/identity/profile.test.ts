import { loadContract } from '../../../api/contract';
import {
  getMe,
  getProfile,
  getProfileAlias,
  listEvents,
  saveProfile,
  saveProfileAlias,
  updateProfile,
  updateProfileAlias,
  type Problem,
  type ProfileUpdate,
} from '../../../clients/typescript';
import type { Client } from '../../../clients/typescript/client';
import { UserSetting } from '../../../models/messaging/user-setting';
import { signedInUser } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';

let api: TestApi;
let client: Client;
beforeAll(async () => {
  api = await startTestApi(/^(identity\/(sessions|profile|aliases)|messaging\/events)/);
});
beforeEach(async () => {
  client = api.client((await signedInUser(api)).access);
});
afterAll(() => api.close());

const change = (body: ProfileUpdate) => updateProfile({ client, body });
const ways: ((body: ProfileUpdate) => Promise<{ response: Response; error?: unknown }>)[] = [
  change,
  (body) => saveProfile({ client, body }),
  (body) => updateProfileAlias({ client, body }),
  (body) => saveProfileAlias({ client, body }),
];
const errorsOf = ({ error }: { error?: unknown }) => (error as Problem | undefined)?.errors;

const said = {
  ...{ first_name: 'Amina', last_name: 'Diallo', bio: 'Plums,\nand apricots.' },
  ...{ phone: '+33612345678', website: 'https://verger-amina.example/a?b=c' },
  ...{ instagram: 'verger.amina', facebook: 'verger.amina', twitter: 'verger_amina' },
};

test('somebody who never said anything has an empty profile', async () => {
  const { user, access } = await signedInUser(api);
  const { data } = await getProfile({ client: api.client(access), throwOnError: true });
  expect(data).toMatchObject({
    ...{ username: user.username, email: user.email, email_verified: false },
    ...{ bio: '', phone: '', instagram: '', facebook: '', twitter: '', website: '' },
    avatar_url: null,
  });
});

test('what is named changes, what is left out stays, and both methods do the same', async () => {
  expect((await change(said)).data).toMatchObject(said);
  const saved = await saveProfile({ client, body: { bio: '', twitter: '@amina' } });
  expect(saved.data).toMatchObject({ ...said, bio: '', twitter: 'amina' });
  expect((await getProfile({ client })).data).toEqual(saved.data);
  const { data } = await listEvents({ client, query: { after: 0 }, throwOnError: true });
  expect(data.results.map(({ type }) => type)).toEqual([
    'user.profile_updated',
    'user.profile_updated',
  ]);
});

test('saying the same again changes nothing', async () => {
  const first = await change({ ...said, twitter: '@verger_amina' });
  const again = await change({ ...said, timezone: first.data?.timezone ?? '' });
  expect(again.response.headers.get('etag')).toBe(first.response.headers.get('etag'));
  const { data } = await listEvents({ client, query: { after: 0 } });
  expect(data?.results).toHaveLength(1);
});

test('an edit of what has changed since is refused', async () => {
  const etag = (await getProfile({ client })).response.headers.get('etag') ?? '';
  const edit = (bio: string) =>
    updateProfile({ client, body: { bio }, headers: { 'If-Match': etag } });
  const both = await Promise.all([edit('the one'), edit('the other')]);
  expect(both.map(({ response }) => response.status).sort()).toEqual([200, 412]);
  expect((await change({ first_name: 'A' })).response.headers.get('etag')).not.toBe(etag);
});

test('another language and time zone hold at once, also for mails that wait', async () => {
  const { data: me } = await getMe({ client, throwOnError: true });
  const now = api.clock.now();
  const { database } = api.services;
  await UserSetting.query(database).insert({
    ...{ owner_id: me.id, digest: 'daily', digest_hour: 8, digest_at: now },
  });
  await change({ timezone: 'Asia/Tokyo', language: 'en' });
  expect((await getMe({ client })).data).toMatchObject({ timezone: 'Asia/Tokyo', language: 'en' });
  const { digest_at } = await UserSetting.query(database).findById(me.id).throwIfNotFound();
  // Eight in Tokyo is eleven in the evening in UTC.
  expect(digest_at?.toISOString().slice(11)).toBe('23:00:00.000Z');
});

test.each<[string, Record<string, unknown>, string]>([
  ['a role', { role: 'admin' }, '/role'],
  ['roles', { roles: ['admin'] }, '/roles'],
  ['a subscription', { is_premium: true }, '/is_premium'],
  ['a proven address', { email_verified: true }, '/email_verified'],
  ['another address', { email: 'other@example.org' }, '/email'],
  ['another name', { username: 'other' }, '/username'],
  ['staff', { is_staff: true }, '/is_staff'],
  ['a place in the store', { avatar_key: 'images/of/others' }, '/avatar_key'],
  ['somebody else', { owner_id: '0199f3a2-7c1e-7d43-9b58-2f6a4c1d0e77' }, '/owner_id'],
])('%s cannot be set', async (_what, body, pointer) => {
  const { data: before } = await getMe({ client });
  for (const way of ways) {
    const answer = await way(body as ProfileUpdate);
    expect(answer.response.status).toBe(400);
    expect(errorsOf(answer)).toMatchObject([{ pointer, code: 'additionalProperties' }]);
  }
  expect((await getMe({ client })).data).toEqual(before);
});

test.each<[string, ProfileUpdate, string]>([
  ['a number without its country', { phone: '0612345678' }, '/phone'],
  ['a number with spaces', { phone: '+33 6 12 34 56 78' }, '/phone'],
  ['a number that is too long', { phone: '+1234567890123456' }, '/phone'],
  ['a script for a site', { website: 'javascript:alert(1)' }, '/website'],
  ['no site at all', { website: 'https://' }, '/website'],
  ['a site with a broken name', { website: 'https://[::' }, '/website'],
  ['a site for a name', { instagram: 'https://instagram.com/amina' }, '/instagram'],
  ['markup for a name', { facebook: '<b>amina</b>' }, '/facebook'],
  ['a name that is too long', { twitter: 'a'.repeat(16) }, '/twitter'],
  ['a header in a name', { first_name: 'Amina\r\nBcc: all@example.org' }, '/first_name'],
  ['a bell in the words', { bio: 'ring \u0007' }, '/bio'],
  ['too many words', { bio: 'x'.repeat(1001) }, '/bio'],
  ['no time zone', { timezone: 'Mars/Olympus' }, '/timezone'],
])('%s is refused', async (_what, body, pointer) => {
  const answer = await change(body);
  expect(answer.response.status).toBe(400);
  expect(errorsOf(answer)).toMatchObject([{ pointer }]);
});

test('the older address reads and changes the same', async () => {
  expect((await saveProfileAlias({ client, body: said })).data).toMatchObject(said);
  expect((await updateProfileAlias({ client, body: { bio: 'x' } })).data?.bio).toBe('x');
  const [old, current] = [await getProfileAlias({ client }), await getProfile({ client })];
  expect(old.data).toEqual(current.data);
});

test('the older address is marked deprecated, and takes and answers what its twin does', () => {
  const { paths } = loadContract().document;
  for (const method of ['get', 'patch', 'put'] as const) {
    const { requestBody, responses } = paths['/auth/profile']?.[method] ?? {};
    const old = paths['/users/profile']?.[method];
    expect(old).toMatchObject({ deprecated: true, responses });
    expect(old?.requestBody).toEqual(requestBody);
  }
});
