import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { appendEvent } from '../../../models/messaging/append-event';
import { deleteWebhookEndpoint } from '../../../models/messaging/change-webhook-endpoint';
import { mostReplayed, replayFailed } from '../../../models/messaging/replay-deliveries';
import { WebhookDelivery } from '../../../models/messaging/webhook-delivery';
import { webhookPayload } from '../../../models/messaging/webhook-payload';
import { Event } from '../../../models/messaging/event';
import { createOwner } from '../../factories/owner';
import { createEndpoint, happen } from '../../factories/webhook';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { lockWaits } from '../../support/lock-waits';
import { until } from '../../support/until';

const url = 'https://example.org/';

let test: TestKnex;
let owner: string;
beforeAll(async () => void (test = await openTestDatabase()));
beforeEach(async () => void (owner = await createOwner(test.database)));
afterAll(() => test.close());

const deliveries = () => WebhookDelivery.query(test.database).where({ owner_id: owner });
const commands = (ids: string[]) =>
  test
    .database('workflow_commands')
    .whereIn('subject_id', ids)
    .where({ workflow_type: 'deliverWebhook' });

describe('an event', () => {
  it('leads to one delivery for each endpoint that wants it, and to their workflows', async () => {
    const wish = { url, event_types: ['batch.running' as const] };
    const some = await createEndpoint(test.database, owner, wish);
    const all = await createEndpoint(test.database, owner, { url });
    await createEndpoint(test.database, owner, { url, event_types: ['batch.paused'] });
    await createEndpoint(test.database, owner, { url, is_enabled: false });
    await createEndpoint(test.database, await createOwner(test.database), { url });
    const made = await happen(test.database, owner);
    const wanting = [some.endpoint.id, all.endpoint.id];
    expect(made.map(({ endpoint_id }) => endpoint_id).sort()).toEqual(wanting.sort());
    const asked = await commands(made.map(({ id }) => id));
    expect(asked.map(({ workflow_id }) => workflow_id).sort()).toEqual(
      made.map(({ id }) => `webhook:${id}`).sort(),
    );
    expect(JSON.stringify(asked)).not.toContain('example.org');
  });

  it('that is rolled back leads to nothing', async () => {
    await createEndpoint(test.database, owner, { url });
    const failing = transaction(test.database, async (tx) => {
      const subject = { type: 'batch', id: newId() };
      appendEvent(tx, { owner_id: owner, type: 'batch.running', subject });
      tx.beforeCommit(async () => await tx.sql.raw('select 1/0'));
    });
    await expect(failing).rejects.toThrow('division by zero');
    expect(await deliveries()).toEqual([]);
  });

  it('is not lost or doubled when many happen at once', async () => {
    const others = await Promise.all(Array.from({ length: 5 }, () => createOwner(test.database)));
    for (const one of others) await createEndpoint(test.database, one, { url });
    await Promise.all(
      Array.from({ length: 60 }, (_, nth) => happen(test.database, others[nth % 5] as string)),
    );
    const rows = await WebhookDelivery.query(test.database).whereIn('owner_id', others);
    expect(rows).toHaveLength(60);
    expect(new Set(rows.map((row) => `${row.owner_id} ${row.event_seq}`)).size).toBe(60);
  });

  it('succeeds while its endpoint is being deleted', async () => {
    const { endpoint } = await createEndpoint(test.database, owner, { url });
    const { database } = test;
    let made: Promise<WebhookDelivery[]> | undefined;
    await transaction(database, async (tx) => {
      await deleteWebhookEndpoint(tx, endpoint.id);
      made = happen(database, owner);
      // Until the event's transaction waits for this one.
      await until(async () => (await lockWaits(database)) > 0);
    });
    expect(await made).toEqual([]);
  });
});

describe('what failed', () => {
  it('is replayed in portions, the oldest first', async () => {
    const { endpoint } = await createEndpoint(test.database, owner, { url });
    const failed = { state: 'failed', error_code: 'bad_status', finished_at: new Date() };
    const rows = Array.from({ length: mostReplayed + 2 }, (_, nth) => ({
      ...{ id: newId(), owner_id: owner, endpoint_id: endpoint.id, ...failed },
      ...{ event_type: 'batch.running', event_seq: nth + 1 },
      created_at: new Date(Date.UTC(2026, 0, 1) + nth),
    }));
    const events = rows.map(({ event_type: type, event_seq: seq }) => ({
      ...{ owner_id: owner, seq, type, subject_type: 'batch', subject_id: newId() },
    }));
    await test.database.batchInsert('events', events);
    await test.database.batchInsert('webhook_deliveries', rows);
    const replay = (since: Date) =>
      transaction(test.database, (tx) => replayFailed(tx, endpoint, { since, now: new Date() }));
    const since = new Date(Date.UTC(2026, 0, 1) + 1);
    expect(await replay(since)).toEqual({ replayed: mostReplayed, has_more: true });
    expect(await replay(since)).toEqual({ replayed: 1, has_more: false });
    const left = await deliveries().where({ state: 'failed' });
    expect(left.map(({ event_seq }) => event_seq)).toEqual([1]);
    const asked = await commands(rows.map(({ id }) => id));
    expect(asked).toHaveLength(mostReplayed + 1);
    expect(asked.every(({ poke, restart }) => poke && restart)).toBe(true);
  });
});

describe('a message', () => {
  const delivery = {
    endpoint_id: newId(),
    event_type: 'batch.running' as const,
    created_at: new Date(),
  };
  const event = (data: Record<string, unknown>) =>
    Event.fromJson({
      ...{ owner_id: newId(), seq: 1, type: 'batch.running', data, created_at: new Date() },
      ...{ subject_type: 'batch', subject_id: newId() },
    });

  it('stays below 20,000 bytes, whatever the facts', () => {
    const short = webhookPayload(delivery, event({ text: 'é'.repeat(9_000) }));
    expect(short.data.facts).toHaveProperty('text');
    const long = webhookPayload(delivery, event({ text: 'é'.repeat(10_000) }));
    expect(long.data.facts).toEqual({});
    expect(Buffer.byteLength(JSON.stringify(long))).toBeLessThan(20_000);
  });
});
