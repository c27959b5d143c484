import fc from 'fast-check';
import { commitSignals, type EventHint } from '../../../foundation/commit-signals';
import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { appendEvent } from '../../../models/messaging/append-event';
import { Event } from '../../../models/messaging/event';
import { expireEvents, listEventsAfter } from '../../../models/messaging/event.queries';
import { createOwner } from '../../factories/owner';
import { openTestDatabase, type TestKnex } from '../../support/knex';
import { lockWaits } from '../../support/lock-waits';
import { until } from '../../support/until';

let test: TestKnex;
beforeAll(async () => void (test = await openTestDatabase()));
afterAll(async () => await test.close());

const subject = () => ({ type: 'batch', id: newId() });

const tell = async (owners: string[]): Promise<void> =>
  await transaction(test.database, (tx) => {
    for (const owner_id of owners) {
      appendEvent(tx, { owner_id, type: 'batch.created', subject: subject() });
    }
    return Promise.resolve();
  });

describe('the event log', () => {
  it('numbers the events of each recipient without gaps, whoever writes at the same time', async () => {
    const owners = await Promise.all([1, 2, 3].map(() => createOwner(test.database)));
    const some = fc.array(fc.constantFrom(...owners), { minLength: 1, maxLength: 6 });
    const plan = fc.sample(some, 120);
    await Promise.all(plan.map(tell));
    for (const owner_id of owners) {
      const expected = plan.flat().filter((owner) => owner === owner_id).length;
      const { results, last_seq } = await listEventsAfter(test.database, {
        owner_id,
        after: 0,
        limit: 1_000,
      });
      expect(results.map((event) => event.seq)).toEqual(
        Array.from({ length: expected }, (_, index) => index + 1),
      );
      expect(last_seq).toBe(expected);
    }
  });

  it('and whoever changes a recipient do not wait for each other in a circle', async () => {
    const { database } = test;
    const owner_id = await createOwner(database);
    let told: Promise<void> | undefined;
    await transaction(database, async (tx) => {
      await tx.sql('users').where({ id: owner_id }).forUpdate().select('id');
      told = tell([owner_id]);
      await until(async () => (await lockWaits(database)) > 0);
      appendEvent(tx, { owner_id, type: 'batch.created', subject: subject() });
    });
    await told;
    const { results } = await listEventsAfter(database, { owner_id, after: 0, limit: 10 });
    expect(results.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('uses no number for a transaction that is rolled back', async () => {
    const owner_id = await createOwner(test.database);
    const failing = transaction(test.database, (tx) => {
      appendEvent(tx, { owner_id, type: 'batch.created', subject: subject() });
      return Promise.reject(new Error('changed my mind'));
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await tell([owner_id]);
    const events = await Event.query(test.database).where({ owner_id });
    expect(events.map((event) => event.seq)).toEqual([1]);
  });

  it('hints at what was committed, after it was committed', async () => {
    const owner_id = await createOwner(test.database);
    const hinted: EventHint[] = [];
    const listen = (hints: EventHint[]): void =>
      void hinted.push(...hints.filter((hint) => hint.owner_id === owner_id));
    commitSignals.on('events', listen);
    await tell([owner_id, owner_id]);
    commitSignals.off('events', listen);
    expect(hinted.map((hint) => hint.seq)).toEqual([1, 2]);
  });

  it('answers 410 to whoever asks for what has expired, and serves the rest', async () => {
    const owner_id = await createOwner(test.database);
    await tell([owner_id, owner_id, owner_id]);
    await Event.query(test.database)
      .where({ owner_id })
      .where('seq', '<', 3)
      .patch({ created_at: new Date(0) });
    expect(await expireEvents(test.database, new Date(1))).toBe(2);
    const list = (after: number) => listEventsAfter(test.database, { owner_id, after, limit: 10 });
    await expect(list(0)).rejects.toMatchObject({ code: 'events_expired', status: 410 });
    expect((await list(2)).results.map((event) => event.seq)).toEqual([3]);
  });
});
