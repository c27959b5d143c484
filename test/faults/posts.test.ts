// 200 posts at one instant, to a platform that answers a third of them with an error after it has published them, and
// another third never, while the worker is killed again and again: each is live once, none is stuck, and every ledger
// says how it came about. The platform forgets idempotency keys at once, so that nobody but the ledger prevents a double.
import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Knex } from 'knex';
import sharp from 'sharp';
import { createLocalObjectStore } from '../../activities/clients/local-object-store';
import { systemClock } from '../../foundation/clock';
import { openDatabase } from '../../foundation/database';
import { createLogger } from '../../foundation/logging';
import { PostTarget } from '../../models/studio/post-target';
import { PublishAttempt } from '../../models/studio/publish-attempt';
import { createOwner } from '../factories/owner';
import { createPicture, createPostRow } from '../factories/post';
import { createAccount, secretKey } from '../factories/social-account';
import { MastodonServer } from '../fakes/platforms/mastodon-server';
import type { Mood } from '../fakes/platforms/platform-server';
import { until } from '../support/until';
import { RunningStack } from './running-stack';

const total = 200;
const kills = 4;
const patience = 600_000;

const moods: Mood[] = ['ok', 'down_after', 'silent_after'];

let servers: MastodonServer[];
let stack: RunningStack;
let database: Knex;
beforeAll(async () => {
  servers = await Promise.all([new MastodonServer().listen(), new MastodonServer().listen()]);
  for (const server of servers) {
    server.keys.set = () => server.keys;
    server.busyRounds = 0;
    server.moodOf = (n) => moods[n % moods.length] ?? 'ok';
  }
  stack = await RunningStack.start({
    ...{ SECRET_KEY: secretKey, OUTGOING_ALLOW_HTTP: 'true' },
    OUTGOING_ALLOW_RANGES: '127.0.0.0/8',
  });
  const config = { databaseUrl: stack.databaseUrl, databasePoolSize: 4 };
  database = openDatabase(config, createLogger({ logLevel: 'silent' }, 'test'));
});
afterAll(async () => {
  await database?.destroy();
  await stack?.stop();
  for (const server of servers) await server.close();
});

/** A picture of some owner that may be published. */
async function picture(owner: string): Promise<string> {
  const drawn = sharp({ create: { width: 320, height: 320, channels: 3, background: '#7a3' } });
  const bytes = await drawn.jpeg().toBuffer();
  const { id, object_key } = await createPicture(database, owner, {
    ...{ width: 320, height: 320, media_type: 'image/jpeg', size_bytes: bytes.length },
  });
  const urls = { secretKey, publicUrl: 'http://127.0.0.1' };
  const store = createLocalObjectStore(stack.storageDir, urls, systemClock);
  await store.put(object_key ?? '', bytes, { contentType: 'image/jpeg' });
  return id;
}

/** All due at one instant, a little ahead; every other one on the other server. */
async function schedule(): Promise<void> {
  const owner = await createOwner(database);
  const image_ids = [await picture(owner)];
  const accounts = await Promise.all(
    servers.map(async ({ url, tokens }) => {
      tokens.add('of the test');
      return await createAccount(database, owner, {
        ...{ platform: 'mastodon', server_url: url, details: { id: '108020771' } },
        tokens: { access_token: 'of the test', refresh_token: null, expires_in: null },
      });
    }),
  );
  const scheduled_time = new Date(Date.now() + 30_000);
  for (let nth = 1; nth <= total; nth += 1) {
    const account_id = accounts[nth % accounts.length]?.id ?? '';
    await createPostRow(database, owner, {
      ...{ scheduled_time, caption: `Basket number ${nth} of ${total}.`, hashtags: [], image_ids },
      targets: [{ account_id, pointer: '/accounts/0' }],
    });
  }
}

const statuses = () => servers.flatMap((server) => server.statuses);

it(`${total} posts are live once, whatever is lost`, async () => {
  await schedule();
  for (let kill = 1; kill <= kills; kill += 1) {
    const share = Math.floor((total * kill) / (kills + 2));
    await until(() => statuses().length >= share, patience);
    // Wherever that finds it.
    await pause(randomInt(500));
    await stack.kill('worker');
  }
  const targets = () => PostTarget.query(database).orderBy('id');
  await until(async () => (await targets()).every(({ next_at }) => next_at === null), patience);
  const texts = statuses().map(({ text }) => text);
  expect(texts).toHaveLength(total);
  expect(new Set(texts).size).toBe(total);
  const rows = await targets();
  expect(rows.map(({ status }) => status)).toEqual(rows.map(() => 'posted'));
  const known = statuses().map(({ id }) => id);
  expect(rows.map(({ external_id }) => external_id).sort()).toEqual([...known].sort());
  const attempts = await PublishAttempt.query(database).orderBy(['target_id', 'number']);
  expect(attempts.filter(({ state }) => state === 'live')).toHaveLength(total);
  // Whatever was begun has come to an end, and what is not live says why.
  for (const { state, error_code, started_at, finished_at } of attempts) {
    expect([started_at, finished_at]).not.toContain(null);
    expect(state === 'live' || (state === 'failed' && error_code !== null)).toBe(true);
  }
  // Of every call whose answer was lost the ledger says why it had to ask; kills lose more of them.
  const lost = attempts.filter(({ state, error_code }) => state === 'live' && error_code !== null);
  const answered = servers.map(({ publishings }) => Math.floor(publishings / moods.length));
  expect(lost.length).toBeGreaterThanOrEqual(total - answered.reduce((sum, n) => sum + n, 0));
}, 1_200_000);
