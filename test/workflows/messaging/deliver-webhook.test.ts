import { createWebhookSender } from '../../../activities/clients/webhook-sender';
import { createWebhookActivities } from '../../../activities/messaging/webhooks';
import { systemClock } from '../../../foundation/clock';
import { transaction } from '../../../foundation/transaction';
import { replayDelivery } from '../../../models/messaging/replay-deliveries';
import { WebhookAttempt } from '../../../models/messaging/webhook-attempt';
import { WebhookDelivery } from '../../../models/messaging/webhook-delivery';
import { WebhookEndpoint } from '../../../models/messaging/webhook-endpoint';
import type { WebhookActivities } from '../../../workflows/messaging/contract';
import { pokeSignal } from '../../../workflows/operations/contract';
import { createOwner } from '../../factories/owner';
import { createEndpoint, happen, localRules, seal } from '../../factories/webhook';
import { type Mood, WebhookReceiver } from '../../fakes/webhook-receiver';
import { keepHistory } from '../../replay/history-files';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { withWorkers } from '../environment';
import { type SkippingEnvironment, startTimeSkipping } from '../time-skipping';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

let test: TestKnex;
let environment: SkippingEnvironment;
let receiver: WebhookReceiver;
beforeAll(async () => {
  [test, environment, receiver] = await Promise.all([
    openTestDatabase(),
    startTimeSkipping(),
    WebhookReceiver.start(),
  ]);
});
beforeEach(() => void (receiver.received.length = 0));
afterAll(async () => {
  await environment.close();
  await test.close();
  await receiver.close();
});

interface Delivered {
  delivery: WebhookDelivery;
  attempts: WebhookAttempt[];
}

/** A delivery whose workflow lives to its end; `moods` are those of the receiver, the last one to stay. */
async function deliver(
  story: string,
  moods: Mood[],
  meanwhile: (nth: number, delivery: WebhookDelivery) => Promise<void> = () => Promise.resolve(),
): Promise<Delivered> {
  const { database } = test;
  const owner = await createOwner(database);
  await createEndpoint(database, owner, { url: receiver.url() });
  const [delivery] = await happen(database, owner);
  if (!delivery) throw new Error('nobody wanted the event');
  // The server's time is ahead by what earlier stories skipped; so is what is written of it.
  const next_attempt_at = await environment.now();
  await WebhookDelivery.query(database).findById(delivery.id).patch({ next_attempt_at });
  const send = createWebhookSender({ ...localRules, timeoutMs: 5_000 });
  const real = createWebhookActivities({ database, clock: systemClock, seal, send });
  let nth = 0;
  const webhooks: WebhookActivities = {
    attemptDelivery: async (input) => {
      receiver.mood = moods[Math.min(receiver.received.length, moods.length - 1)] ?? 'ok';
      const next = await real.attemptDelivery(input);
      await meanwhile((nth += 1), delivery);
      return next;
    },
  };
  await withWorkers(environment, { core: {}, webhooks }, async () => {
    const handle = await environment.client.workflow.start('deliverWebhook', {
      taskQueue: 'core',
      workflowId: `webhook:${delivery.id}`,
      args: [{ delivery_id: delivery.id }],
    });
    await handle.result();
    await keepHistory(handle, `deliver-webhook/${story}`);
  });
  return {
    delivery: await WebhookDelivery.query(database).findById(delivery.id).throwIfNotFound(),
    attempts: await WebhookAttempt.query(database)
      .where({ delivery_id: delivery.id })
      .orderBy('number'),
  };
}

const times = (dates: (Date | null)[]): number[] => dates.map((date) => date?.getTime() ?? 0);

/** From the end of each attempt to the start of the next. */
function pauses(attempts: WebhookAttempt[]): number[] {
  const starts = times(attempts.map(({ started_at }) => started_at));
  const ends = times(attempts.map(({ finished_at }) => finished_at));
  return starts.slice(1).map((start, index) => start - (ends[index] ?? 0));
}

describe('a delivery', () => {
  it('that nobody takes is tried by the table of the specification, and then given up', async () => {
    const { delivery, attempts } = await deliver('given-up', ['error']);
    expect(delivery).toMatchObject({ state: 'failed', error_code: 'bad_status' });
    expect(attempts).toHaveLength(10);
    const table = [
      ...[5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour],
      ...[10 * hour, 14 * hour, 20 * hour, 24 * hour],
    ];
    pauses(attempts).forEach((pause, index) => {
      const expected = table[index] ?? 0;
      // Chance adds a tenth at most; timers and workers some moments more.
      expect(pause).toBeGreaterThanOrEqual(expected);
      expect(pause).toBeLessThan(1.1 * expected + minute);
    });
    expect(new Set(receiver.received.map(({ id }) => id))).toEqual(new Set([delivery.id]));
  });

  it('that is taken in the end has one id all along, and a signature of each instant', async () => {
    const { delivery, attempts } = await deliver('taken-in-the-end', ['error', 'closes', 'ok']);
    expect(delivery).toMatchObject({ state: 'delivered', error_code: null });
    expect(attempts.map(({ error_code }) => error_code)).toEqual([
      'bad_status',
      'connection_failed',
      null,
    ]);
    expect(receiver.received.map(({ id }) => id)).toEqual(Array(3).fill(delivery.id));
  });

  it('waits as long as the receiver asks', async () => {
    receiver.retryAfter = String(3 * 3600);
    const { attempts } = await deliver('asked-to-wait', ['busy', 'ok']);
    expect(pauses(attempts)[0]).toBeGreaterThanOrEqual(3 * hour);
  });

  it('that is replayed at the very moment it settles is sent again', async () => {
    const { client } = environment;
    const { delivery, attempts } = await deliver('replayed', ['ok'], async (nth, { id }) => {
      if (nth > 1) return;
      const now = await environment.now();
      await transaction(test.database, async (tx) => {
        const { endpoint_id } = await WebhookDelivery.query(tx.sql).findById(id).throwIfNotFound();
        const endpoint = await WebhookEndpoint.query(tx.sql)
          .findById(endpoint_id)
          .throwIfNotFound();
        await replayDelivery(tx, endpoint, id, now);
      });
      await client.workflow.getHandle(`webhook:${id}`).signal(pokeSignal);
    });
    expect(delivery.state).toBe('delivered');
    expect(attempts).toHaveLength(2);
  });
});
