import knex, { type Knex } from 'knex';
import { hashOf, holdKey, Replay, type IdempotencyHold } from '../../api/idempotency';
import { newId } from '../../foundation/ids';
import { transaction } from '../../foundation/transaction';
import { TestClock } from '../support/clock';
import { createTestDatabase, type TestDatabase } from '../support/database';

let testDatabase: TestDatabase;
let database: Knex;
let owner: string;
const clock = new TestClock();
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = knex({ client: 'pg', connection: testDatabase.url });
  owner = newId();
  const columns = { username: 'amina', email: 'amina@example.org', password_hash: 'x' };
  await database('users').insert({ id: owner, ...columns });
});
afterAll(async () => {
  await database.destroy();
  await testDatabase.drop();
});

const answer = { status: 202, headers: { location: '/api/things/1' }, body: { id: 1 } };
const hold = (key: string, operation_id = 'createThing'): Promise<IdempotencyHold> =>
  holdKey(database, clock, { owner_id: owner, operation_id, key });

/** A request from start to end: takes the key, names its payload, works and stores the answer. */
async function request(key: string, payload: string, work = () => Promise.resolve()) {
  const held = await hold(key);
  try {
    await held.digest(payload);
    await transaction(database, async (tx) => {
      await work();
      await held.settle(answer, tx);
    });
    return 'worked';
  } catch (error) {
    if (error instanceof Replay) return error.answer;
    throw error;
  } finally {
    await held.release();
  }
}

test('the same key with the same payload gets the stored answer', async () => {
  expect(await request('same', 'a')).toBe('worked');
  expect(await request('same', 'a')).toEqual(answer);
  expect((await hold('same')).answered).toBe(true);
});

test('the same key with another payload is refused', async () => {
  await request('reused', 'a');
  await expect(request('reused', 'b')).rejects.toMatchObject({ code: 'idempotency_key_reused' });
});

test('a key belongs to one operation', async () => {
  await request('everywhere', 'a');
  expect((await hold('everywhere', 'sendThing')).answered).toBe(false);
});

test('of two at the same time one works and the other is told to wait', async () => {
  const work = jest.fn(() => Promise.resolve());
  const both = await Promise.allSettled([request('race', 'a', work), request('race', 'a', work)]);
  expect(work).toHaveBeenCalledTimes(1);
  for (const one of both) {
    if (one.status === 'rejected')
      expect(one.reason).toMatchObject({ code: 'idempotency_in_flight' });
  }
  const first = await hold('slow');
  await expect(hold('slow')).rejects.toMatchObject({ code: 'idempotency_in_flight' });
  await first.release();
});

test('a refusal stores nothing: the key can be used again', async () => {
  const refused = () => Promise.reject(new Error('refused'));
  await expect(request('refused', 'a', refused)).rejects.toThrow('refused');
  expect(await request('refused', 'another payload')).toBe('worked');
});

test('an answer that is rolled back with its work is not stored', async () => {
  const held = await hold('rolled back');
  await held.digest('a');
  const work = transaction(database, async (tx) => {
    await held.settle(answer, tx);
    throw new Error('commit failed');
  });
  await expect(work).rejects.toThrow('commit failed');
  await held.release();
  expect(await request('rolled back', 'a')).toBe('worked');
});

test('the key of a crashed request is free after a minute, and the crashed one can no longer settle', async () => {
  const crashed = await hold('crashed');
  await crashed.digest('a');
  clock.advance(59_000);
  await expect(hold('crashed')).rejects.toMatchObject({ code: 'idempotency_in_flight' });
  clock.advance(2_000);
  expect(await request('crashed', 'a')).toBe('worked');
  await expect(crashed.settle(answer)).rejects.toMatchObject({ code: 'idempotency_in_flight' });
  await crashed.release();
  expect(await request('crashed', 'a')).toEqual(answer);
});

test('without a key nothing is held, and work without a digest is a defect', async () => {
  const free = await holdKey(database, clock, undefined);
  await free.settle(answer);
  expect([free.keyed, free.answered]).toEqual([false, false]);
  const held = await hold('no digest');
  await expect(held.settle(answer)).rejects.toThrow('no digest');
  await held.release();
});

test('a payload is the same in whatever order its fields come', () => {
  expect(hashOf({ a: 1, b: { c: [1, 2], d: 2 } })).toBe(hashOf({ b: { d: 2, c: [1, 2] }, a: 1 }));
  expect(hashOf({ a: [1, 2] })).not.toBe(hashOf({ a: [2, 1] }));
});
