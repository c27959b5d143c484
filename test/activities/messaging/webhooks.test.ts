import { MockActivityEnvironment } from '@temporalio/testing';
import { createWebhookSender } from '../../../activities/clients/webhook-sender';
import { createWebhookActivities } from '../../../activities/messaging/webhooks';
import { transaction } from '../../../foundation/transaction';
import {
  deleteWebhookEndpoint,
  rotateWebhookSecret,
  updateWebhookEndpoint,
} from '../../../models/messaging/change-webhook-endpoint';
import { Event } from '../../../models/messaging/event';
import { replayFailed, testWebhookEndpoint } from '../../../models/messaging/replay-deliveries';
import { WebhookAttempt } from '../../../models/messaging/webhook-attempt';
import { WebhookDelivery } from '../../../models/messaging/webhook-delivery';
import { WebhookEndpoint } from '../../../models/messaging/webhook-endpoint';
import { createOwner } from '../../factories/owner';
import { createEndpoint, happen, localRules, seal } from '../../factories/webhook';
import { type Received, WebhookReceiver } from '../../fakes/webhook-receiver';
import { TestClock } from '../../support/clock';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { verifyAsDocumented, verifyAsSpecified } from '../../support/verify-webhook';

const second = 1000;
const hour = 3_600 * second;
const day = 24 * hour;

let test: TestKnex;
let receiver: WebhookReceiver;
let owner: string;
let clock: TestClock;
beforeAll(async () => {
  [test, receiver] = await Promise.all([openTestDatabase(), WebhookReceiver.start()]);
});
beforeEach(async () => {
  receiver.mood = 'ok';
  receiver.received.length = 0;
  owner = await createOwner(test.database);
  clock = new TestClock();
});
afterAll(async () => {
  await test.close();
  await receiver.close();
});

/** Lets the activity run as a worker would, at the instant of the clock. */
async function attempt(delivery_id: string, now = clock.now()): Promise<Date | null> {
  const send = createWebhookSender({ ...localRules, timeoutMs: 2_000 });
  const dependencies = { database: test.database, clock, seal, send, chance: () => 0.5 };
  const { attemptDelivery } = createWebhookActivities(dependencies);
  const input = { delivery_id, now: now.toISOString() };
  const next = (await new MockActivityEnvironment().run(attemptDelivery, input)) as string | null;
  return next === null ? null : new Date(next);
}

const endpointFor = async (url = receiver.url()) =>
  await createEndpoint(test.database, owner, { url, now: clock.now() });

async function newDelivery(): Promise<WebhookDelivery> {
  // The database's clock has written when it is due.
  const [delivery] = await happen(test.database, owner);
  if (!delivery) throw new Error('nobody wanted the event');
  clock.advance(second);
  return delivery;
}

const read = (id: string) => WebhookDelivery.query(test.database).findById(id).throwIfNotFound();
const readEndpoint = (id: string) => WebhookEndpoint.query(test.database).findById(id);
const attemptsOf = (delivery_id: string) =>
  WebhookAttempt.query(test.database).where({ delivery_id }).orderBy('number');
const only = (received: Received[]): Received => {
  expect(received).toHaveLength(1);
  return received[0] as Received;
};

describe('a delivery', () => {
  it('arrives once, signed, with what happened', async () => {
    const { secret } = await endpointFor();
    const delivery = await newDelivery();
    expect(await attempt(delivery.id)).toBeNull();
    expect(await attempt(delivery.id)).toBeNull();
    const message = only(receiver.received);
    expect(message.id).toBe(delivery.id);
    const event = await Event.query(test.database).findOne({ owner_id: owner, seq: 1 });
    const expected = {
      type: 'batch.running',
      timestamp: event?.created_at.toISOString(),
      data: {
        seq: 1,
        subject: { type: 'batch', id: event?.subject_id },
        facts: { succeeded: 2 },
      },
    };
    expect(verifyAsSpecified(secret, message)).toEqual(expected);
    expect(verifyAsDocumented(secret, message)).toEqual(expected);
    expect(await read(delivery.id)).toMatchObject({
      ...{ state: 'delivered', error_code: null, attempt_count: 1, next_attempt_at: null },
    });
    expect(await attemptsOf(delivery.id)).toMatchObject([
      { number: 1, status: 204, error_code: null, duration_ms: expect.any(Number) },
    ]);
  });

  it('that fails waits, and is sent again under the same id when it is due', async () => {
    await endpointFor();
    const { id } = await newDelivery();
    receiver.mood = 'error';
    const next = await attempt(id);
    const pause = (next?.getTime() ?? 0) - clock.now().getTime();
    // Five seconds, half of the tenth that chance may add, and what the request took.
    expect(pause).toBeGreaterThanOrEqual(5_250);
    expect(await read(id)).toMatchObject({ state: 'pending', error_code: 'bad_status' });
    expect(await attempt(id)).toEqual(next);
    only(receiver.received);
    receiver.mood = 'ok';
    clock.advance(pause);
    expect(await attempt(id)).toBeNull();
    expect(receiver.received.map((message) => message.id)).toEqual([id, id]);
    expect(await attemptsOf(id)).toMatchObject([
      { status: 500, error_code: 'bad_status' },
      { status: 204, error_code: null },
    ]);
  });

  it('whose attempt was broken off is sent again, and the log says so', async () => {
    await endpointFor();
    const { id } = await newDelivery();
    const broken = { id, owner_id: owner, delivery_id: id, number: 1 };
    await WebhookAttempt.query(test.database).insert(broken);
    await WebhookDelivery.query(test.database).findById(id).patch({ attempt_count: 1 });
    expect(await attempt(id)).toBeNull();
    expect(only(receiver.received).id).toBe(id);
    expect(await attemptsOf(id)).toMatchObject([
      { number: 1, error_code: 'interrupted', status: null, duration_ms: null },
      { number: 2, error_code: null, status: 204 },
    ]);
  });

  it('to an endpoint that was disabled or deleted meanwhile ends', async () => {
    const { endpoint } = await endpointFor();
    const [first, other] = [await newDelivery(), await newDelivery()];
    const given = { rules: localRules, now: clock.now() };
    await transaction(test.database, (tx) =>
      updateWebhookEndpoint(tx, endpoint, { is_enabled: false }, given),
    );
    expect(await attempt(first.id)).toBeNull();
    expect(await read(first.id)).toMatchObject({
      state: 'failed',
      error_code: 'endpoint_disabled',
    });
    await transaction(test.database, (tx) => deleteWebhookEndpoint(tx, endpoint.id));
    expect(await attempt(other.id)).toBeNull();
    expect(receiver.received).toEqual([]);
  });

  it('whose secret cannot be opened is not sent unsigned', async () => {
    const { endpoint } = await endpointFor();
    await WebhookEndpoint.query(test.database).findById(endpoint.id).patch({ secret: 'v1.x.y' });
    const { id } = await newDelivery();
    expect(await attempt(id)).not.toBeNull();
    expect(await read(id)).toMatchObject({ state: 'pending', error_code: 'secret_unreadable' });
    expect(receiver.received).toEqual([]);
  });
});

describe('a new secret', () => {
  it('signs together with the one before for a day, and alone from then on', async () => {
    const { endpoint, secret: before } = await endpointFor();
    const { secret: after } = await transaction(test.database, (tx) =>
      rotateWebhookSecret(tx, endpoint, { seal, now: clock.now() }),
    );
    const during = await newDelivery();
    const rotated = clock.now().getTime();
    await attempt(during.id, new Date(rotated + day - 2 * second));
    const message = only(receiver.received);
    expect(verifyAsSpecified(before, message)).toEqual(verifyAsDocumented(after, message));
    receiver.received.length = 0;
    const later = await newDelivery();
    await attempt(later.id, new Date(rotated + day + second));
    const last = only(receiver.received);
    expect(verifyAsSpecified(after, last)).toMatchObject({ type: 'batch.running' });
    expect(() => verifyAsSpecified(before, last)).toThrow();
    expect(() => verifyAsDocumented(before, last)).toThrow('not signed');
  });
});

describe('an endpoint that answers 410', () => {
  it('is disabled, with an event and a mail, and what waited is given up', async () => {
    const { endpoint } = await endpointFor();
    const [first, other] = [await newDelivery(), await newDelivery()];
    receiver.mood = 'gone';
    expect(await attempt(first.id)).toBeNull();
    expect(await readEndpoint(endpoint.id)).toMatchObject({
      ...{ is_enabled: false, disabled_reason: 'gone' },
      disabled_at: expect.any(Date),
    });
    expect(await read(first.id)).toMatchObject({ state: 'failed', error_code: 'endpoint_gone' });
    expect(await read(other.id)).toMatchObject({
      state: 'failed',
      error_code: 'endpoint_disabled',
    });
    const told = await Event.query(test.database).where({ subject_id: endpoint.id });
    expect(told).toMatchObject([
      { type: 'webhook_endpoint.disabled', data: { reason: 'gone', abandoned: 1 } },
    ]);
    const mails = await test.database('mails').where({ subject_id: endpoint.id });
    expect(mails).toMatchObject([{ kind: 'webhook-disabled', data: { failures: 1 } }]);
    // What happens from now on is not for it.
    expect(await happen(test.database, owner)).toEqual([]);
  });
});

describe('an endpoint that fails', () => {
  const failLong = async (id: string): Promise<void> => {
    for (let next = await attempt(id); next; next = await attempt(id)) {
      clock.advance(next.getTime() - clock.now().getTime());
    }
  };

  it('is disabled once a delivery is given up and nothing has arrived for five days', async () => {
    const { endpoint } = await endpointFor();
    receiver.mood = 'error';
    const first = await newDelivery();
    await failLong(first.id);
    expect(await attemptsOf(first.id)).toHaveLength(10);
    expect(await read(first.id)).toMatchObject({ state: 'failed', error_code: 'bad_status' });
    expect(await readEndpoint(endpoint.id)).toMatchObject({ is_enabled: true });
    const other = await newDelivery();
    await failLong(other.id);
    expect(await readEndpoint(endpoint.id)).toMatchObject({
      ...{ is_enabled: false, disabled_reason: 'failing' },
    });
    const mails = await test.database('mails').where({ subject_id: endpoint.id });
    expect(mails).toMatchObject([{ kind: 'webhook-disabled', data: { failures: 20 } }]);
    expect(new Set(receiver.received.map((message) => message.id)).size).toBe(2);
  });

  it('is judged anew after a success', async () => {
    const { endpoint } = await endpointFor();
    receiver.mood = 'error';
    const first = await newDelivery();
    await failLong(first.id);
    receiver.mood = 'ok';
    await attempt((await newDelivery()).id);
    expect(await readEndpoint(endpoint.id)).toMatchObject({ failing_since: null });
    receiver.mood = 'error';
    await failLong((await newDelivery()).id);
    expect(await readEndpoint(endpoint.id)).toMatchObject({ is_enabled: true });
  });

  it('enabled again gets what failed, under the ids of before', async () => {
    const { endpoint } = await endpointFor();
    const since = new Date(clock.now().getTime() - hour);
    const first = await newDelivery();
    receiver.mood = 'gone';
    await attempt(first.id);
    const disabled = (await readEndpoint(endpoint.id)) ?? endpoint;
    const replay = (to: WebhookEndpoint) =>
      transaction(test.database, (tx) => replayFailed(tx, to, { since, now: clock.now() }));
    await expect(replay(disabled)).rejects.toThrow('disabled');
    const enabled = await transaction(test.database, (tx) =>
      updateWebhookEndpoint(
        tx,
        disabled,
        { is_enabled: true },
        { rules: localRules, now: clock.now() },
      ),
    );
    expect(enabled).toMatchObject({ is_enabled: true, disabled_reason: null, failing_since: null });
    expect(await replay(enabled)).toEqual({ replayed: 1, has_more: false });
    receiver.mood = 'ok';
    expect(await attempt(first.id)).toBeNull();
    expect(receiver.received.map((message) => message.id)).toEqual([first.id, first.id]);
    expect(await read(first.id)).toMatchObject({ state: 'delivered', attempt_count: 2 });
  });
});

describe('a test', () => {
  it('is sent once, also to a disabled endpoint, and is not held against it', async () => {
    const { endpoint, secret } = await createEndpoint(test.database, owner, {
      ...{ url: receiver.url(), is_enabled: false, now: clock.now() },
    });
    receiver.mood = 'error';
    const ping = () =>
      transaction(test.database, (tx) => testWebhookEndpoint(tx, endpoint, clock.now()));
    const failed = await ping();
    expect(await attempt(failed.id)).toBeNull();
    expect(await read(failed.id)).toMatchObject({ state: 'failed', error_code: 'bad_status' });
    expect(await readEndpoint(endpoint.id)).toMatchObject({ failing_since: null });
    receiver.mood = 'ok';
    receiver.received.length = 0;
    await attempt((await ping()).id);
    expect(verifyAsSpecified(secret, only(receiver.received))).toMatchObject({
      type: 'webhook_endpoint.ping',
      data: { seq: null, subject: { type: 'webhook_endpoint', id: endpoint.id }, facts: {} },
    });
  });
});
