// From events to notices to mails, with quiet hours and digests in time that is skipped.
import { commitSignals, type EventHint } from '../../../foundation/commit-signals';
import { newId } from '../../../foundation/ids';
import { transaction } from '../../../foundation/transaction';
import { appendEvent, type NewEvent } from '../../../models/messaging/append-event';
import {
  deleteNotification,
  readAll,
  setRead,
} from '../../../models/messaging/change-notifications';
import { Event } from '../../../models/messaging/event';
import { Mail } from '../../../models/messaging/mail';
import { Notification } from '../../../models/messaging/notification';
import { digestNotices } from '../../../models/messaging/notification.queries';
import { sendDueNews } from '../../../models/messaging/send-due-news';
import {
  changeSettings,
  lockSettings,
  type SettingsChange,
} from '../../../models/messaging/settings';
import { writeEventNotices } from '../../../models/messaging/write-notices';
import { createEndedBatch } from '../../factories/ended-batch';
import { createOwner } from '../../factories/owner';
import { openTestDatabase, type TestKnex } from '../../support/knex';

let test: TestKnex;
let owner_id: string;
let batch_id: string;
beforeAll(async () => void (test = await openTestDatabase()));
beforeEach(async () => {
  owner_id = await createOwner(test.database);
  batch_id = await createEndedBatch(test.database, owner_id, 61);
});
afterAll(async () => await test.close());

const batchEnd = (data: object = {}): NewEvent => ({
  ...{ owner_id, type: 'batch.finished', subject: { type: 'batch', id: batch_id } },
  data: { total: 10, succeeded: 9, failed: 1, cancelled: 0, ...data },
});
const decision = (): NewEvent => ({
  ...{ owner_id, type: 'review.decided', subject: { type: 'review', id: newId() } },
});
const append = async (...events: NewEvent[]): Promise<void> =>
  await transaction(test.database, async (tx) => {
    for (const event of events) appendEvent(tx, event);
    await Promise.resolve();
  });
const at = (iso: string): Date => new Date(iso);
/** Writes the notices of events as if they happened at an instant. */
const write = async (now: string, ...events: NewEvent[]) =>
  await transaction(test.database, (tx) => writeEventNotices(tx, events, at(now)));
const choose = async (change: SettingsChange, now = '2026-07-01T10:00:00Z'): Promise<void> =>
  await transaction(test.database, async (tx) => {
    const present = await lockSettings(tx, owner_id);
    await changeSettings(tx, owner_id, present, { change, now: at(now) });
  });
const notices = async () =>
  await Notification.query(test.database).where({ owner_id }).orderBy(['created_at', 'id']);
const mails = async () => await Mail.query(test.database).where({ owner_id }).orderBy('created_at');
const types = async () =>
  (await Event.query(test.database).where({ owner_id }).orderBy('seq')).map(({ type }) => type);
const sweep = async (now: string): Promise<number> => await sendDueNews(test.database, at(now));

describe('an event that deserves a notice', () => {
  it('has one in the language of its owner, with its facts, its link and an event of its own', async () => {
    await test.database('users').where({ id: owner_id }).update({ language: 'en' });
    const event = batchEnd();
    await append(event);
    expect(await notices()).toMatchObject([
      {
        notification_type: 'batch_finished',
        title: 'Batch finished',
        message: 'Pictures classified: 9 of 10. Could not be read: 1.',
        link: `/api/classification/batches/${event.subject.id}`,
        metadata: { event_type: 'batch.finished', subject_id: event.subject.id, succeeded: 9 },
        is_read: false,
      },
    ]);
    expect(await types()).toEqual(['batch.finished', 'notification.created']);
  });

  it('has none when its transaction is rolled back', async () => {
    const failing = transaction(test.database, async (tx) => {
      appendEvent(tx, batchEnd());
      await Promise.resolve();
      tx.beforeCommit(() => Promise.reject(new Error('changed my mind')));
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await notices()).toEqual([]);
    expect(await mails()).toEqual([]);
  });

  it('has no mail about a batch that was over in a moment, be it asked for now or later', async () => {
    await choose({ quiet_hours: { from: '22:00', to: '07:00' } });
    const id = await createEndedBatch(test.database, owner_id, 59);
    const event = { ...batchEnd(), subject: { type: 'batch', id } };
    await write('2026-07-01T12:00:00Z', event);
    await write('2026-07-01T21:30:00Z', event);
    await sweep('2026-07-02T12:00:00Z');
    expect(await notices()).toHaveLength(2);
    expect(await mails()).toEqual([]);
  });

  it('has one however many transactions tell of others at the same time', async () => {
    await Promise.all(Array.from({ length: 12 }, () => append(batchEnd())));
    expect(await notices()).toHaveLength(12);
    expect(await mails()).toHaveLength(12);
  });
});

it('an event that its owner caused has none, and others hear of it', async () => {
  const other = await createOwner(test.database);
  const decided = { ...decision(), data: { decided_by: owner_id } };
  await append(decided, { ...decided, owner_id: other });
  expect(await notices()).toEqual([]);
  expect(await Notification.query(test.database).where({ owner_id: other })).toHaveLength(1);
});

describe('notices that come by the dozen', () => {
  it('are counted in the unread one, in one transaction or in many at once', async () => {
    await append(decision(), decision(), decision());
    await Promise.all(Array.from({ length: 8 }, () => append(decision())));
    expect(await notices()).toMatchObject([{ occurrences: 11, title: 'Décision prise' }]);
  });

  it('begin anew once it is read, also while new ones arrive', async () => {
    await append(decision());
    const read = () => transaction(test.database, (tx) => readAll(tx, owner_id, new Date()));
    await Promise.all(Array.from({ length: 10 }, () => [append(decision()), read()]).flat());
    const rows = await notices();
    expect(rows.reduce((sum, row) => sum + row.occurrences, 0)).toBe(11);
    expect(rows.filter((row) => !row.is_read).length).toBeLessThan(2);
    await read();
    await append(decision());
    const unread = (await notices()).filter((row) => !row.is_read);
    expect(unread).toMatchObject([{ occurrences: 1 }]);
  });
});

describe('channels', () => {
  const off = { in_app: false, mail: false, socket: false, webhook: false };

  it('that are all off leave no notice', async () => {
    await choose({ channels: { batch_finished: off } });
    await append(batchEnd());
    expect([await notices(), await mails()]).toEqual([[], []]);
  });

  it('without the list leave the mail alone', async () => {
    await choose({ channels: { batch_finished: { ...off, mail: true } } });
    await append(batchEnd());
    expect(await notices()).toMatchObject([{ in_app: false }]);
    expect(await mails()).toMatchObject([{ kind: 'batch-finished' }]);
    expect(await types()).toEqual(['settings.updated', 'batch.finished']);
  });

  it('without the socket give no hint, and the log has the event', async () => {
    await choose({ channels: { batch_finished: { socket: false } } });
    const hints: EventHint[] = [];
    const listen = (heard: EventHint[]): void =>
      void hints.push(...heard.filter((hint) => hint.owner_id === owner_id));
    commitSignals.on('events', listen);
    await append(batchEnd());
    commitSignals.off('events', listen);
    expect(hints.map(({ type }) => type)).toEqual(['batch.finished']);
    expect((await types()).at(-1)).toBe('notification.created');
  });
});

describe('quiet hours', () => {
  const quiet = { timezone: 'Europe/Paris', quiet_hours: { from: '22:00', to: '07:00' } };

  it('let mails wait for their end, once each, however often it is looked', async () => {
    await choose(quiet);
    await write('2026-07-01T21:30:00Z', batchEnd());
    await write('2026-07-02T03:00:00Z', batchEnd());
    await write('2026-07-02T12:00:00Z', batchEnd());
    expect(await notices()).toHaveLength(3);
    expect(await mails()).toHaveLength(1);
    expect(await sweep('2026-07-02T04:59:59Z')).toBe(0);
    const sweeps = await Promise.all(
      Array.from({ length: 4 }, () => sweep('2026-07-02T05:00:00Z')),
    );
    expect(sweeps.reduce((sum, one) => sum + one)).toBe(2);
    expect(await mails()).toHaveLength(3);
    expect(await sweep('2026-07-03T05:00:00Z')).toBe(0);
  });

  it('end with the clock that the user sees on the night of a change', async () => {
    await choose(quiet);
    await write('2026-10-24T22:00:00Z', batchEnd());
    expect(await sweep('2026-10-25T05:59:00Z')).toBe(0);
    expect(await sweep('2026-10-25T06:00:00Z')).toBe(1);
    await write('2026-03-28T22:00:00Z', batchEnd());
    expect(await sweep('2026-03-29T04:59:00Z')).toBe(0);
    expect(await sweep('2026-03-29T05:00:00Z')).toBe(1);
  });

  it('that end earlier by a change of the settings let them go earlier', async () => {
    await choose(quiet);
    await write('2026-07-01T21:30:00Z', batchEnd());
    await choose({ quiet_hours: null }, '2026-07-01T21:45:00Z');
    expect(await sweep('2026-07-01T21:45:00Z')).toBe(1);
  });

  it('that still hold by the zone of now let them wait on', async () => {
    await choose(quiet);
    await write('2026-07-01T21:30:00Z', batchEnd());
    await test.database('users').where({ id: owner_id }).update({ timezone: 'America/New_York' });
    expect(await sweep('2026-07-02T05:00:00Z')).toBe(0);
    expect(await sweep('2026-07-02T10:59:00Z')).toBe(0);
    expect(await sweep('2026-07-02T11:00:00Z')).toBe(1);
  });

  it('leave no mail of what was read, deleted or unwanted meanwhile', async () => {
    await choose(quiet);
    await write('2026-07-01T21:30:00Z', batchEnd(), batchEnd());
    const [first, second] = await notices();
    await transaction(test.database, async (tx) => {
      if (first) await setRead(tx, first, { is_read: true, now: at('2026-07-01T22:00:00Z') });
      if (second) await deleteNotification(tx, second);
    });
    await write('2026-07-01T21:40:00Z', batchEnd());
    await choose({ channels: { batch_finished: { mail: false } } }, '2026-07-01T22:10:00Z');
    expect(await sweep('2026-07-02T05:00:00Z')).toBe(0);
    expect(await mails()).toEqual([]);
  });
});

describe('the daily digest', () => {
  const daily = { timezone: 'Europe/Paris', digest: 'daily' as const, digest_hour: 8 };
  const digests = async () => (await mails()).map(({ kind, due_on }) => [kind, due_on]);

  it('is one mail a day with what is unread and in no mail, and none where there is nothing', async () => {
    await choose(daily);
    await write('2026-07-01T11:00:00Z', decision());
    expect(await sweep('2026-07-02T05:59:00Z')).toBe(0);
    const sweeps = await Promise.all(
      Array.from({ length: 4 }, () => sweep('2026-07-02T06:00:00Z')),
    );
    expect(sweeps.reduce((sum, one) => sum + one)).toBe(1);
    expect(await sweep('2026-07-02T23:00:00Z')).toBe(0);
    expect(await sweep('2026-07-03T06:00:00Z')).toBe(0);
    expect(await digests()).toEqual([['digest', '2026-07-02']]);
    const day = { owner_id, digest_on: '2026-07-02' };
    expect(await digestNotices(test.database, day, 5)).toMatchObject({ total: 1 });
  });

  it('leaves out what was read and what had a mail of its own', async () => {
    await choose(daily);
    await write('2026-07-01T11:00:00Z', batchEnd(), decision());
    const row = (await notices()).find((one) => one.notification_type === 'review_decided');
    const now = at('2026-07-01T12:00:00Z');
    if (row) await transaction(test.database, (tx) => setRead(tx, row, { is_read: true, now }));
    expect(await sweep('2026-07-02T06:00:00Z')).toBe(0);
    expect(await digests()).toEqual([['batch-finished', '']]);
  });

  it('comes once on each day around the changes of the clock, and waits for quiet hours', async () => {
    await choose({ ...daily, quiet_hours: { from: '23:00', to: '09:00' } }, '2026-10-23T12:00:00Z');
    for (const day of ['2026-10-24', '2026-10-25', '2026-10-26']) {
      await write(`${day}T00:00:00Z`, decision());
      const [row] = (await notices()).filter((one) => !one.digest_on);
      for (let hour = 1; hour < 24; hour++) {
        await sweep(`${day}T${String(hour).padStart(2, '0')}:00:00Z`);
      }
      const taken = await Notification.query(test.database).findById(row?.id ?? '');
      const due = day === '2026-10-24' ? '07' : '08';
      expect(taken?.mailed_at?.toISOString()).toBe(`${day}T${due}:00:00.000Z`);
      const now = at(`${day}T23:30:00Z`);
      await transaction(test.database, (tx) => readAll(tx, owner_id, now));
    }
    expect((await digests()).map(([, on]) => on)).toEqual([
      '2026-10-24',
      '2026-10-25',
      '2026-10-26',
    ]);
  });

  it('that was missed for days is made up for once', async () => {
    await choose(daily);
    await write('2026-07-01T11:00:00Z', decision());
    expect(await sweep('2026-07-09T12:00:00Z')).toBe(1);
    expect(await sweep('2026-07-09T12:05:00Z')).toBe(0);
    expect(await digests()).toEqual([['digest', '2026-07-09']]);
  });

  it('stops when it is switched off', async () => {
    await choose(daily);
    await write('2026-07-01T11:00:00Z', decision());
    await choose({ digest: 'off' });
    expect(await sweep('2026-07-02T06:00:00Z')).toBe(0);
  });
});
