import {
  deleteSession,
  getMe,
  listSessions,
  loginUser,
  refreshToken,
  type Problem,
} from '../../../clients/typescript';
import { signedInUser } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(/^identity\//);
});
afterAll(() => api.close());

const codeOf = ({ error }: { error?: unknown }) => (error as Problem | undefined)?.code;
const seen = (access: string) => getMe({ client: api.client(access) });
const refreshed = (refresh: string) => refreshToken({ client: api.client(), body: { refresh } });

describe('sessions', () => {
  const list = (access: string) => listSessions({ client: api.client(access) });
  const end = (access: string, id: string) =>
    deleteSession({ client: api.client(access), path: { id } });

  test('are listed, newest first, with their device, and which one this is', async () => {
    const mine = await signedInUser(api);
    const { username, password } = mine.user;
    api.clock.advance(1000);
    await loginUser({
      client: api.client(),
      body: { username, password },
      headers: { 'user-agent': 'a telephone' },
    });
    const { data } = await list(mine.access);
    expect(data).toMatchObject({ count: 2, next: null });
    const devices = data?.results.map(({ device, current, ip }) => ({ device, current, ip }));
    expect(devices).toEqual([
      { device: 'a telephone', current: false, ip: '127.0.0.1' },
      { device: expect.any(String) as string, current: true, ip: '127.0.0.1' },
    ]);
  });

  test('end one by one: its tokens stop, it leaves the list, and its owner can read of it', async () => {
    const mine = await signedInUser(api);
    const { username, password } = mine.user;
    const other = await loginUser({ client: api.client(), body: { username, password } });
    const access = other.data?.access ?? '';
    expect((await seen(access)).response.status).toBe(200);
    const { data } = await list(mine.access);
    const id = data?.results.find(({ current }) => !current)?.id ?? '';
    expect((await end(mine.access, id)).response.status).toBe(204);
    expect(codeOf(await seen(access))).toBe('session_revoked');
    expect(codeOf(await refreshed(other.data?.refresh ?? ''))).toBe('session_revoked');
    expect((await list(mine.access)).data?.count).toBe(1);
    expect(codeOf(await end(mine.access, id))).toBe('not_found');
    const { database } = api.services;
    expect(await database('events').where({ subject_id: id })).toMatchObject([
      { type: 'session.revoked' },
    ]);
    expect(await database('audit_entries').where({ subject_id: id })).toHaveLength(1);
  });

  test('of somebody else are not there', async () => {
    const mine = await signedInUser(api);
    const theirs = await signedInUser(api);
    const { data } = await list(theirs.access);
    const id = data?.results[0]?.id ?? '';
    expect(codeOf(await end(mine.access, id))).toBe('not_found');
    expect((await seen(theirs.access)).response.status).toBe(200);
    const me = await seen(theirs.access);
    const query = { owner_id: me.data?.id ?? '' };
    const spied = await listSessions({ client: api.client(mine.access), query });
    expect(codeOf(spied)).toBe('forbidden');
  });
});
