import { MockActivityEnvironment } from '@temporalio/testing';
import {
  downloadAccountExport,
  exportAccount,
  getAccountExport,
  type Problem,
} from '../../../clients/typescript';
import { createExportActivities } from '../../../activities/identity/exports';
import { signedInUser, type SignedIn } from '../../factories/user';
import { startTestApi, type TestApi } from '../../support/api';
import { mailsTo } from './account-mails';

const week = 7 * 86_400_000;

let api: TestApi;
let limited: TestApi;
beforeAll(async () => {
  [api, limited] = await Promise.all([
    startTestApi(/^identity\//),
    startTestApi(/^identity\//, { RATE_LIMIT_SCALE: '1' }),
  ]);
});
afterAll(async () => {
  await api.close();
  await limited.close();
});

const codeOf = ({ error }: { error?: unknown }) => (error as Problem | undefined)?.code;
const ask = ({ access }: SignedIn) => exportAccount({ client: api.client(access) });
const read = ({ access }: SignedIn) => getAccountExport({ client: api.client(access) });
const download = ({ access }: SignedIn) => downloadAccountExport({ client: api.client(access) });

/** What the worker does. */
async function build(export_id: string): Promise<void> {
  const { database, objectStore } = api.services;
  const { buildExport } = createExportActivities({ database, objectStore });
  const now = api.clock.now().toISOString();
  await new MockActivityEnvironment().run(buildExport, { export_id, now });
}

test('a copy is asked for, built, told of and fetched without a token', async () => {
  const somebody = await signedInUser(api);
  expect(codeOf(await read(somebody))).toBe('not_found');
  const asked = await ask(somebody);
  expect(asked.response.status).toBe(202);
  expect(asked.response.headers.get('location')).toBe('/api/auth/export');
  expect(asked.data).toMatchObject({ state: 'pending', size: null, expires_at: null });
  expect(codeOf(await download(somebody))).toBe('not_found');
  const { id = '' } = asked.data ?? {};
  expect((await ask(somebody)).data?.id).toBe(id);
  expect(await api.services.database('workflow_commands').where({ subject_id: id })).toMatchObject([
    { workflow_id: `export:${id}`, workflow_type: 'exportAccount', input: { export_id: id } },
  ]);
  await build(id);
  const { data: ready } = await read(somebody);
  const expires_at = new Date(api.clock.now().getTime() + week).toISOString();
  expect(ready).toMatchObject({ id, state: 'ready', files: 0, expires_at });
  const { data: link } = await download(somebody);
  expect(link).toMatchObject({ media_type: 'application/zip', size: ready?.size });
  const path = link?.url.slice(new URL(link.url).origin.length) ?? '';
  const archive = await api.fetch(path);
  expect(archive.headers.get('content-disposition')).toContain(link?.filename);
  expect((await archive.arrayBuffer()).byteLength).toBe(ready?.size);
  const [mail] = await mailsTo(api, somebody.user.username, 'export-ready');
  expect(mail?.until.at.toISOString()).toBe(expires_at);
});

test('the address of a copy stops working after minutes', async () => {
  const somebody = await signedInUser(api);
  await build((await ask(somebody)).data?.id ?? '');
  const { data: link } = await download(somebody);
  const path = link?.url.slice(new URL(link.url).origin.length) ?? '';
  api.clock.advance(20 * 60_000);
  expect((await api.fetch(path)).ok).toBe(false);
});

test('somebody else reads their own copy only', async () => {
  const [somebody, other] = [await signedInUser(api), await signedInUser(api)];
  await build((await ask(somebody)).data?.id ?? '');
  expect(codeOf(await read(other))).toBe('not_found');
  expect(codeOf(await download(other))).toBe('not_found');
});

test('copies may be asked for five times a day', async () => {
  const { access } = await signedInUser(limited);
  const client = limited.client(access);
  const answers = [];
  for (let n = 0; n < 6; n++) answers.push(await exportAccount({ client }));
  expect(answers.map(({ response }) => response.status)).toEqual([202, 202, 202, 202, 202, 429]);
});
