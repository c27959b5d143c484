import {
  createNotification,
  deleteNotification,
  getNotification,
  getNotificationStats,
  listNotifications,
  listUnreadNotifications,
  type NotificationCreate,
  readAllNotifications,
  updateNotification,
} from '../../../clients/typescript';
import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { appendEvent } from '../../../models/messaging/append-event';
import { startTestApi, type TestApi } from '../../support/api';
import { until } from '../../support/until';
import { newPerson, type Person } from '../classification/classification-api';
import { listen } from '../realtime/open-socket';
import { createRealtime } from '../../../api/realtime/server';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

let api: TestApi;
let amina: Person;
let bea: Person;
let admin: Person;
beforeAll(async () => {
  api = await startTestApi(/^(identity|messaging)\//);
  [amina, bea, admin] = await Promise.all([
    newPerson(api),
    newPerson(api),
    newPerson(api, 'admin'),
  ]);
});
beforeEach(async () => await api.services.database('notifications').delete());
afterAll(() => api.close());

const words = { title: 'Tonight', message: 'The service pauses.' };
const send = async (
  person: Person,
  body: Partial<NotificationCreate> = {},
  headers: { 'Idempotency-Key'?: string } = {},
) => await createNotification({ client: person.client, body: { ...words, ...body }, headers });
const sent = async (person: Person, body: Partial<NotificationCreate> = {}) => {
  const { data } = await send(person, body);
  if (!data) throw new Error('nothing was sent');
  return data;
};
const idsOf = (page?: { results: { id: string }[] }) => page?.results.map(({ id }) => id);
const tellOfBatch = (owner_id: string) =>
  transaction(api.services.database, async (tx) => {
    const subject = { type: 'batch', id: newId() };
    appendEvent(tx, {
      owner_id,
      type: 'batch.finished',
      subject,
      data: { succeeded: 1, total: 1 },
    });
    await Promise.resolve();
  });

describe('sending', () => {
  it('writes a notice to oneself, with what was given', async () => {
    const given = {
      notification_type: 'reminder' as const,
      metadata: { a: [1] },
      link: '/batches/7',
    };
    const { data, response } = await send(amina, given);
    expect(response?.status).toBe(201);
    expect(response?.headers.get('location')).toBe(`/api/notifications/${data?.id}`);
    expect(data).toMatchObject({ ...words, ...given, owner_id: amina.id, is_read: false });
    const read = await getNotification({ client: amina.client, path: { id: data?.id ?? '' } });
    expect(read.data).toEqual(data);
  });

  it('to another is for admins, leaves an audit row, and is the recipient’s', async () => {
    const refused = await send(amina, { owner_id: bea.id });
    expect(refused.error).toMatchObject({ status: 403, code: 'forbidden' });
    const notice = await sent(admin, { owner_id: bea.id });
    expect(notice.owner_id).toBe(bea.id);
    const audit = await api.services.database('audit_entries').where({ subject_id: notice.id });
    expect(audit).toMatchObject([{ actor_id: admin.id, action: 'notification.send' }]);
    const nobody = await send(admin, { owner_id: newId() });
    expect(nobody.error).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('twice with one key writes one', async () => {
    const key = { 'Idempotency-Key': newId() };
    const [first, second] = [await send(amina, {}, key), await send(amina, {}, key)];
    expect(second.data?.id).toBe(first.data?.id);
    expect(second.response?.headers.get('idempotency-replayed')).toBe('true');
  });

  it.each([
    ['a script as link', { link: 'javascript:alert(1)' }],
    ['another host in disguise', { link: '//evil.example' }],
    ['a backslash', { link: '/\\evil.example' }],
    ['a kind of an event', { notification_type: 'batch_finished' as never }],
    ['another field', { is_read: true } as object],
    ['much metadata', { metadata: { a: 'x'.repeat(8200) } }],
    ['an empty title', { title: '' }],
  ])('refuses %s', async (_name, body) => {
    const { error } = await send(amina, body);
    expect(error).toMatchObject({ status: 400, code: 'validation_failed' });
  });
});

describe('the list', () => {
  it('has pages, filters and an order', async () => {
    const ids = [];
    for (let n = 0; n < 5; n++) ids.push((await sent(amina)).id);
    await tellOfBatch(amina.id);
    const list = (query: object) => listNotifications({ client: amina.client, query });
    const { data: all } = await list({ limit: 2 });
    expect(all).toMatchObject({ count: 6, results: [{ notification_type: 'batch_finished' }, {}] });
    const next = new URL(all?.next ?? '').searchParams.get('cursor') ?? '';
    expect(idsOf((await list({ limit: 2, cursor: next })).data)).toEqual([ids[3], ids[2]]);
    const oldest = await list({ sort: 'created_at', notification_type: 'message' });
    expect(idsOf(oldest.data)).toEqual(ids);
    await updateNotification({
      ...{ client: amina.client, path: { id: ids[0] ?? '' }, body: { is_read: true } },
    });
    expect(idsOf((await list({ is_read: true })).data)).toEqual([ids[0]]);
    expect((await list({ is_read: false })).data?.count).toBe(5);
    const unread = await listUnreadNotifications({
      ...{ client: amina.client, query: { notification_type: 'message', limit: 100 } },
    });
    expect(idsOf(unread.data)).toEqual([...ids].reverse().slice(0, 4));
  });

  it('is that of the user alone; admins read anybody’s', async () => {
    const { id } = await sent(bea);
    expect((await listNotifications({ client: amina.client })).data?.results).toEqual([]);
    const query = { owner_id: bea.id };
    const refused = await listNotifications({ client: amina.client, query });
    expect(refused.error).toMatchObject({ code: 'forbidden' });
    expect(idsOf((await listNotifications({ client: admin.client, query })).data)).toEqual([id]);
  });
});

describe('a notice', () => {
  it('is marked as read and unread, for who has seen its present version', async () => {
    const { id } = await sent(amina);
    const put = (is_read: boolean, match?: string) =>
      updateNotification({
        ...{ client: amina.client, path: { id }, body: { is_read } },
        headers: match === undefined ? {} : { 'If-Match': match },
      });
    const read = await put(true, '"1"');
    expect(read.data).toMatchObject({ is_read: true, read_at: expect.any(String) as string });
    expect((await put(false, '"1"')).error).toMatchObject({ code: 'precondition_failed' });
    expect((await put(false)).data).toMatchObject({ is_read: false, read_at: null });
  });

  it('is deleted for good', async () => {
    const { id } = await sent(amina);
    const path = { id };
    expect((await deleteNotification({ client: amina.client, path })).response?.status).toBe(204);
    expect((await getNotification({ client: amina.client, path })).error?.status).toBe(404);
  });

  it('of another is not found', async () => {
    const { client } = amina;
    const { id } = await sent(bea);
    const path = { id };
    const answers = [
      await getNotification({ client, path }),
      await updateNotification({ client, path, body: { is_read: true } }),
      await deleteNotification({ client, path }),
    ];
    expect(answers.map(({ error }) => error?.code)).toEqual(Array(3).fill('not_found'));
    const { data } = await getNotification({ client: bea.client, path });
    expect(data).toMatchObject({ is_read: false });
  });

  it('of another is changed by an admin, with an audit row', async () => {
    const { id } = await sent(bea);
    const { response } = await deleteNotification({ client: admin.client, path: { id } });
    expect(response?.status).toBe(204);
    const audit = await api.services.database('audit_entries').where({ subject_id: id });
    expect(audit).toMatchObject([{ action: 'notification.delete', owner_id: bea.id }]);
  });
});

describe('marking all as read', () => {
  it('counts those that were unread, and leaves those of others', async () => {
    await Promise.all([sent(amina), sent(amina), sent(bea)]);
    const mark = () => readAllNotifications({ client: amina.client });
    expect((await mark()).data).toEqual({ updated: 2 });
    expect((await mark()).data).toEqual({ updated: 0 });
    const { data } = await getNotificationStats({ client: bea.client });
    expect(data).toMatchObject({ total: 1, unread: 1, read: 0 });
  });

  it('loses none that arrives meanwhile, and counts none twice', async () => {
    const marks = Array.from({ length: 8 }, () => readAllNotifications({ client: amina.client }));
    const arrivals = Array.from({ length: 20 }, () => tellOfBatch(amina.id));
    const [marked] = await Promise.all([Promise.all(marks), Promise.all(arrivals)]);
    const updated = marked.reduce((sum, { data }) => sum + (data?.updated ?? 0), 0);
    const { data } = await getNotificationStats({ client: amina.client });
    expect(data).toMatchObject({ total: 20, read: updated, unread: 20 - updated });
    expect(data?.by_type).toEqual([
      { notification_type: 'batch_finished', total: 20, unread: 20 - updated },
    ]);
  });
});

it('is pushed by the socket, and only to its owner', async () => {
  const server = createServer();
  const realtime = createRealtime(server, api.services);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [hers, others] = [listen(url, amina.access), listen(url, bea.access)];
  try {
    await until(() => hers.seqs.length > 0 && others.seqs.length > 0);
    const { id } = await sent(amina);
    await until(() => hers.events.length > 0);
    expect(hers.events).toMatchObject([
      { type: 'notification.created', subject: { type: 'notification', id } },
    ]);
    await readAllNotifications({ client: amina.client });
    await until(() => hers.events.length > 1);
    expect(hers.events.at(-1)).toMatchObject({
      ...{ type: 'notification.all_read', subject: { type: 'user', id: amina.id } },
    });
    expect(others.events).toEqual([]);
  } finally {
    for (const { socket } of [hers, others]) socket.disconnect();
    await realtime.close();
    await new Promise((resolve) => server.close(resolve));
  }
});

it('is for those who are signed in', async () => {
  const client = api.client();
  const answers = [
    await listNotifications({ client }),
    await listUnreadNotifications({ client }),
    await createNotification({ client, body: words }),
    await readAllNotifications({ client }),
    await getNotificationStats({ client }),
  ];
  expect(answers.map(({ error }) => error?.status)).toEqual(Array(5).fill(401));
});
