import { listEvents } from '../../../clients/typescript';
import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { appendEvent } from '../../../models/messaging/append-event';
import { expireEvents } from '../../../models/messaging/event.queries';
import type { EventType } from '../../../models/messaging/event';
import { startTestApi, type TestApi } from '../../support/api';
import { signedInUser } from '../../factories/user';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(/^(identity|messaging)\//);
});
afterAll(() => api.close());

async function newReader() {
  const { access, user } = await signedInUser(api);
  const { database } = api.services;
  const [row] = (await database('users').where({ username: user.username }).select('id')) as {
    id: string;
  }[];
  return { id: row?.id ?? '', client: api.client(access) };
}

const append = (owner_id: string, ...types: EventType[]) =>
  transaction(api.services.database, async (tx) => {
    for (const type of types)
      appendEvent(tx, { owner_id, type, subject: { type: 'batch', id: newId() } });
    await Promise.resolve();
  });

test('are numbered from 1 without gaps and read in slices', async () => {
  const { id, client } = await newReader();
  const empty = await listEvents({ client });
  expect(empty.data).toEqual({ results: [], last_seq: 0, has_more: false });
  await append(id, 'batch.created', 'batch.running');
  await append(id, 'batch.paused');
  const first = await listEvents({ client, query: { limit: 2 } });
  expect(first.data).toMatchObject({ last_seq: 3, has_more: true });
  expect(first.data?.results).toMatchObject([
    { seq: 1, type: 'batch.created', data: {} },
    { seq: 2, type: 'batch.running' },
  ]);
  const rest = await listEvents({ client, query: { after: 2 } });
  expect(rest.data).toMatchObject({ results: [{ seq: 3 }], last_seq: 3, has_more: false });
  const none = await listEvents({ client, query: { after: 3 } });
  expect(none.data).toEqual({ results: [], last_seq: 3, has_more: false });
});

test('are those of the reader alone', async () => {
  const [reader, other] = [await newReader(), await newReader()];
  await append(other.id, 'batch.created');
  expect((await listEvents({ client: reader.client })).data?.results).toEqual([]);
});

test('that were removed by age are told to be gone', async () => {
  const { id, client } = await newReader();
  await append(id, 'batch.created', 'batch.running');
  const { database } = api.services;
  await database('events')
    .where({ owner_id: id, seq: 1 })
    .update({ created_at: new Date(0) });
  expect(await expireEvents(database, new Date(1_000))).toBe(1);
  const { error } = await listEvents({ client });
  expect(error).toMatchObject({ status: 410, code: 'events_expired' });
  const { data } = await listEvents({ client, query: { after: 1 } });
  expect(data?.results).toMatchObject([{ seq: 2 }]);
});

test('are for those who are signed in', async () => {
  const { error } = await listEvents({ client: api.client() });
  expect(error).toMatchObject({ status: 401, code: 'unauthenticated' });
});
