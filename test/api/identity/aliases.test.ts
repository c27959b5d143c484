import {
  getMe,
  loginUserAlias,
  logoutUserAlias,
  refreshTokenAlias,
  registerUserAlias,
} from '../../../clients/typescript';
import { loadContract } from '../../../api/contract';
import { newUser } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(/^identity\//);
});
afterAll(() => api.close());

test('the older addresses register, sign in, refresh and sign out', async () => {
  const client = api.client();
  const user = newUser();
  const { username, password } = user;
  await registerUserAlias({ client, body: user, throwOnError: true });
  const { data } = await loginUserAlias({
    client,
    body: { username, password },
    throwOnError: true,
  });
  const next = await refreshTokenAlias({ client, body: { refresh: data.refresh } });
  const access = next.data?.access ?? '';
  const me = await getMe({ client: api.client(access) });
  expect(me.data).toMatchObject({ username });
  const out = await logoutUserAlias({
    client: api.client(access),
    body: { refresh: data.refresh },
  });
  expect(out.response.status).toBe(204);
  const after = await getMe({ client: api.client(access) });
  expect(after.error).toMatchObject({ code: 'session_revoked' });
});

test('they are marked deprecated, and take and answer what their twins do', () => {
  const { document } = loadContract();
  const twins = ['register', 'login', 'token/refresh', 'logout'];
  for (const twin of twins) {
    const { requestBody, responses, ...old } = document.paths[`/users/${twin}`]?.post ?? {};
    expect(old).toMatchObject({ deprecated: true });
    expect({ requestBody, responses }).toMatchObject({
      requestBody: document.paths[`/auth/${twin}`]?.post?.requestBody,
      responses: document.paths[`/auth/${twin}`]?.post?.responses,
    });
  }
});
