// Somebody takes a copy of their account and leaves, while the worker is killed again and again.
import { readdirSync } from 'node:fs';
import yauzl from 'yauzl';
import {
  deleteAccount,
  downloadAccountExport,
  exportAccount,
  getAccountExport,
  getMe,
} from '../../clients/typescript';
import type { Client } from '../../clients/typescript/client';
import { ownedTables } from '../../models/identity/owned-data/owned-tables';
import { signedInUser, type SignedIn } from '../factories/user';
import { MailServer } from '../fakes/mail-server';
import { until } from '../support/until';
import { manyPictures } from './pictures';
import { readBatch, RunningStack, startBatch } from './running-stack';

const pictures = 12;

let server: MailServer;
let stack: RunningStack;
let somebody: SignedIn;
let client: Client;
let id: string;
beforeAll(async () => {
  server = await MailServer.start();
  stack = await RunningStack.start({
    ...{ SMTP_URL: server.url, MAIL_FROM: 'no-reply@relais.example', ERASURE_GRACE_DAYS: '0' },
  });
  somebody = await signedInUser(stack);
  client = stack.client(somebody.access);
  id = (await getMe({ client, throwOnError: true })).data.id;
}, 240_000);
afterAll(async () => {
  await stack.stop();
  await server.close();
});

it('the copy is complete although its worker was killed', async () => {
  const batch = await startBatch(client, await manyPictures(pictures));
  await until(async () => (await readBatch(client, batch.id))?.state === 'finished', 240_000);
  await exportAccount({ client, throwOnError: true });
  await stack.kill('worker');
  const ready = async () => (await getAccountExport({ client })).data?.state === 'ready';
  await until(ready, 240_000);
  const { data: link } = await downloadAccountExport({ client, throwOnError: true });
  const archive = Buffer.from(await (await fetch(link.url)).arrayBuffer());
  expect(archive.length).toBe(link.size);
  const names: string[] = [];
  for await (const entry of (await yauzl.fromBufferPromise(archive)).eachEntry()) {
    names.push(entry.fileName);
  }
  expect(names).toEqual(expect.arrayContaining(['data/users.json', 'manifest.json']));
  expect(names.filter((name) => name.startsWith('files/'))).toHaveLength(pictures);
}, 600_000);

it('nothing is left of the account although its worker was killed at every step', async () => {
  await startBatch(client, await manyPictures(pictures));
  const body = { password: somebody.user.password };
  const { data: erasure } = await deleteAccount({ client, body, throwOnError: true });
  const state = async (): Promise<string | undefined> => {
    const rows = await stack.query<{ state: string }>('select state from account_erasures');
    return rows[0]?.state;
  };
  let kills = 0;
  for (let seen: string | undefined = 'scheduled'; seen !== 'sweeping'; kills += 1) {
    const before: string | undefined = seen;
    await until(async () => (seen = await state()) !== before, 240_000);
    await stack.kill('worker');
  }
  expect(await stack.query('select id from users where id = $1', [id])).toEqual([]);
  for (const { table, owner, eraser } of ownedTables) {
    if (eraser.kind === 'kept' || typeof owner !== 'string') continue;
    const left = await stack.query(`select ${owner} from ${table} where ${owner} = $1`, [id]);
    expect({ table, left }).toEqual({ table, left: [] });
  }
  const objects = readdirSync(stack.storageDir, { recursive: true, withFileTypes: true });
  const mine = objects.filter((one) => one.isFile() && one.parentPath.includes(id));
  expect(mine.map(({ name }) => name)).toEqual([]);

  const receipts = server.received.filter(({ raw }) =>
    raw.replaceAll('=\r\n', '').includes(erasure.id),
  );
  expect(receipts.map(({ to }) => to)).toContainEqual([somebody.user.email]);
  expect(new Set(receipts.map(({ headers }) => headers['message-id'])).size).toBe(1);
  expect(receipts.length).toBeLessThanOrEqual(1 + kills);
  expect((await getMe({ client })).response.status).toBe(401);
}, 900_000);
