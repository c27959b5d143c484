import { transaction } from '../../../foundation/transaction';
import { lacksWork, unfinishedWork } from '../../../models/operations/unfinished-work';
import {
  dueMeasure,
  nextTurn,
  postponeMeasure,
  recordMetrics,
  requestMeasuring,
  requestSync,
} from '../../../models/studio/measure-post';
import { PostMetric } from '../../../models/studio/post-metric';
import { PostTarget } from '../../../models/studio/post-target';
import { createLiveTarget } from '../../factories/live-target';
import { createOwner } from '../../factories/owner';
import { openTestDatabase, type TestKnex } from '../../support/knex';

const hour = 3_600_000;
const posted_at = new Date('2026-09-01T10:00:00Z');
const after = (hours: number): Date => new Date(posted_at.getTime() + hours * hour);
const nothing = { likes: null, comments: null, shares: null, reach: null, impressions: null };

let test: TestKnex;
let owner_id: string;
beforeAll(async () => {
  test = await openTestDatabase();
  owner_id = await createOwner(test.database);
});
afterAll(() => test.close());

/** A target that was posted at ten, as the verb leaves it. */
async function posted(): Promise<PostTarget> {
  const { id } = await createLiveTarget(test.database, { owner_id, posted_at });
  await transaction(test.database, (tx) => requestMeasuring(tx, { id, owner_id, posted_at }));
  return await read(id);
}

const read = (id: string): Promise<PostTarget> =>
  PostTarget.query(test.database).findById(id).throwIfNotFound().execute();

describe('the turns of a live post', () => {
  it('are six, each after the one before', () => {
    const turns: Date[] = [];
    for (let turn = nextTurn(posted_at, posted_at); turn; turn = nextTurn(posted_at, turn)) {
      turns.push(turn);
    }
    expect(turns).toEqual([1, 6, 24, 72, 168, 720].map(after));
  });

  it('that were missed are not made up for', async () => {
    const target = await posted();
    const next = await transaction(test.database, (tx) =>
      recordMetrics(tx, target, nothing, after(30)),
    );
    expect(next).toEqual(after(72));
    const rows = await PostMetric.query(test.database).where({ target_id: target.id });
    expect(rows).toMatchObject([{ due_at: after(1), measured_at: after(30) }]);
  });

  it('are measured once each, however often the work is repeated', async () => {
    const target = await posted();
    const record = () =>
      transaction(test.database, (tx) => recordMetrics(tx, target, nothing, after(1)));
    expect([await record(), await record()]).toEqual([after(6), after(6)]);
    expect(await PostMetric.query(test.database).where({ target_id: target.id })).toHaveLength(1);
  });

  it('give way to the next one when they are put off, and the last is given up after a day', async () => {
    const target = await posted();
    const postpone = async (now: Date, seconds: number): Promise<Date | null> => {
      const present = await read(target.id);
      const given = { now, seconds };
      return await transaction(test.database, (tx) => postponeMeasure(tx, present, given));
    };
    expect(await postpone(after(1), 0)).toEqual(after(1.25));
    expect(await postpone(after(1.25), 2 * 3_600)).toEqual(after(3.25));
    expect(await postpone(after(3.25), 9 * 3_600)).toEqual(after(6));
    expect(await postpone(after(720), 23 * 3_600)).toEqual(after(743));
    expect(await postpone(after(743), 3_600)).toBeNull();
  });
});

describe('a wish to know now', () => {
  it('makes the turn due at once, and wakes or starts its workflow', async () => {
    const target = await posted();
    await test.database('workflow_commands').delete();
    const now = after(2);
    await PostTarget.query(test.database)
      .findById(target.id)
      .patch({ measure_at: after(6) });
    for (const at of [now, after(3)]) {
      await transaction(test.database, (tx) => requestSync(tx, target.post_id, at));
    }
    expect((await read(target.id)).measure_at).toEqual(now);
    expect(await dueMeasure(test.database, target.id, now)).toMatchObject({ id: target.id });
    const commands = await test
      .database('workflow_commands')
      .select('workflow_id', 'poke', 'restart');
    const command = { workflow_id: `measure:${target.id}`, poke: true, restart: true };
    expect(commands).toEqual([command, command]);
  });
});

describe('the workflow of a live post', () => {
  it('is missed while turns are left, and not afterwards', async () => {
    const target = await posted();
    await test.database('workflow_commands').delete();
    const id = `measure:${target.id}`;
    const missed = async (): Promise<boolean> =>
      (await unfinishedWork(test.database)).some(({ workflow_id }) => workflow_id === id);
    expect([await missed(), await lacksWork(test.database, id)]).toEqual([true, false]);
    await PostTarget.query(test.database).findById(target.id).patch({ measure_at: null });
    expect([await missed(), await lacksWork(test.database, id)]).toEqual([false, true]);
  });
});
