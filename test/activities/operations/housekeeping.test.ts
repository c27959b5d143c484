import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createObjectStore, type ObjectStore } from '../../../activities/clients/object-store';
import { createTemporalClient } from '../../../activities/clients/temporal';
import { createHousekeepingActivities } from '../../../activities/operations/housekeeping';
import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { appendEvent } from '../../../models/messaging/append-event';
import { takeQuota } from '../../../models/operations/rate-limit';
import { WebhookDelivery } from '../../../models/messaging/webhook-delivery';
import { WebhookEndpoint } from '../../../models/messaging/webhook-endpoint';
import type { HousekeepingTask } from '../../../workflows/operations/contract';
import { createOwner } from '../../factories/owner';
import { createEndpoint, happen } from '../../factories/webhook';
import { openTestDatabase, type TestKnex } from '../../support/knex';

const day = 86_400_000;

let test: TestKnex;
let folder: string;
let objectStore: ObjectStore;
let owner_id: string;
beforeAll(async () => {
  test = await openTestDatabase();
  owner_id = await createOwner(test.database);
  folder = await mkdtemp(join(tmpdir(), 'relais-house-'));
  objectStore = createObjectStore({
    storage: { driver: 'local', directory: folder },
    secretKey: 'a secret that only the tests know, long enough',
    api: { publicUrl: 'http://127.0.0.1' },
  });
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a task as it would run so many days from now. */
const keepHouse = (task: HousekeepingTask, days: number): Promise<unknown> => {
  const { database } = test;
  const temporal = createTemporalClient({
    temporal: { address: '127.0.0.1:9', namespace: 'unused' },
  });
  const activities = createHousekeepingActivities({
    database,
    temporal,
    objectStore,
    platforms: new Map(),
  });
  const now = new Date(Date.now() + days * day).toISOString();
  return new MockActivityEnvironment().run(activities.keepHouse, { task, now });
};

const put = (key: string) => objectStore.put(key, Buffer.from(key), { contentType: 'image/jpeg' });

describe('housekeeping', () => {
  it('expires events after 90 days, and not before', async () => {
    await transaction(test.database, (tx) => {
      appendEvent(tx, { owner_id, type: 'batch.created', subject: { type: 'batch', id: newId() } });
      return Promise.resolve();
    });
    expect(await keepHouse('expire-events', 89)).toBe(0);
    expect(await keepHouse('expire-events', 91)).toBe(1);
  });

  it('forgets sessions 30 days after their end', async () => {
    const expires_at = new Date();
    await test.database('sessions').insert({ id: newId(), owner_id, expires_at });
    expect(await keepHouse('expire-sessions', 29)).toBe(0);
    expect(await keepHouse('expire-sessions', 31)).toBe(1);
  });

  it('forgets idempotency keys after a day', async () => {
    const key = { owner_id, operation_id: 'createBatch', key: 'k', locked_until: new Date() };
    await test.database('idempotency_keys').insert(key);
    expect(await keepHouse('expire-idempotency-keys', 0.9)).toBe(0);
    expect(await keepHouse('expire-idempotency-keys', 1.1)).toBe(1);
  });

  it('forgets codes a day after the end of their links', async () => {
    const link_expires_at = new Date();
    const times = { created_at: link_expires_at, expires_at: link_expires_at, link_expires_at };
    await test.database('one_time_codes').insert({ id: newId(), owner_id, ...times });
    expect(await keepHouse('expire-one-time-codes', 0.9)).toBe(0);
    expect(await keepHouse('expire-one-time-codes', 1.1)).toBe(1);
  });

  it('forgets counters once they have run out', async () => {
    const quota = { name: 'of-a-test', quota: 1, window: 3600 };
    await takeQuota(test.database, quota, 'somebody', new Date());
    expect(await keepHouse('expire-rate-limits', 0.01)).toBe(0);
    expect(await keepHouse('expire-rate-limits', 0.1)).toBe(1);
  });

  it('removes webhook deliveries 30 days after they were settled, and secrets that sign no more', async () => {
    const { database } = test;
    const { endpoint } = await createEndpoint(database, owner_id, { url: 'https://example.org/' });
    const [settled, waiting] = [
      ...(await happen(database, owner_id)),
      ...(await happen(database, owner_id)),
    ];
    await WebhookDelivery.query(database)
      .findById(settled?.id ?? '')
      .patch({ state: 'delivered', next_attempt_at: null, finished_at: new Date() });
    const secrets = { previous_secret: 'x', previous_secret_until: new Date() };
    await WebhookEndpoint.query(database).findById(endpoint.id).patch(secrets);
    expect(await keepHouse('remove-webhook-deliveries', 29)).toBe(1);
    expect(await WebhookEndpoint.query(database).findById(endpoint.id)).toMatchObject({
      previous_secret: null,
    });
    expect(await keepHouse('remove-webhook-deliveries', 31)).toBe(1);
    const left = await WebhookDelivery.query(database).where({ owner_id });
    expect(left.map(({ id }) => id)).toEqual([waiting?.id]);
    await WebhookEndpoint.query(database).deleteById(endpoint.id);
  });

  it('removes upload places that nobody used, with what was put there', async () => {
    const id = newId();
    const object_key = `uploads/${owner_id}/${id}`;
    await put(object_key);
    await test.database('classification_uploads').insert({
      ...{ id, owner_id, object_key, filename: 'a.jpg', content_type: 'image/jpeg', size: 1 },
      expires_at: new Date(),
    });
    expect(await keepHouse('remove-expired-uploads', 0.9)).toBe(0);
    expect(await objectStore.head(object_key)).not.toBeNull();
    expect(await keepHouse('remove-expired-uploads', 1.1)).toBe(1);
    expect(await objectStore.head(object_key)).toBeNull();
  });

  it('removes deleted pictures after 30 days, but nothing from the imports of their owner', async () => {
    const own = `images/${owner_id}/${newId()}`;
    const imported = `imports/${owner_id}/spring/a.jpg`;
    for (const object_key of [own, imported]) {
      await put(object_key);
      await test.database('classification_images').insert({
        ...{ id: newId(), owner_id, filename: 'a.jpg', object_key, size: 1, sha256: object_key },
        deleted_at: new Date(),
      });
    }
    expect(await keepHouse('remove-deleted-images', 29)).toBe(0);
    expect(await keepHouse('remove-deleted-images', 31)).toBe(2);
    expect(await objectStore.head(own)).toBeNull();
    expect(await objectStore.head(imported)).not.toBeNull();
  });
});
