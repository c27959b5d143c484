// Mails about notices whose time has come: those that waited for the end of quiet hours, and the daily digests. What is
// due stands in the rows, and each user is one transaction: a sweep that dies is made up for by the next, and one that
// runs twice finds nothing.
import type { Knex } from 'knex';
import { newestSlot, nextSlot } from '../../foundation/local-time';
import { transaction, type Transaction } from '../../foundation/transaction';
import { digestPlan, mailTime, timesOf } from './mail-schedule';
import { channelsOf } from './notice-channels';
import { Notification } from './notification';
import { queueMail } from './queue-mail';
import { queueNoticeMail } from './queue-notice-mail';
import { UserSetting } from './user-setting';

const slice = 200;

/** Asks for every mail that is due; returns how many. */
export async function sendDueNews(
  database: Knex,
  now: Date,
  onProgress: () => void = () => undefined,
): Promise<number> {
  let mails = 0;
  const each = async (owners: string[], work: typeof sendWaiting): Promise<void> => {
    for (const owner of owners) {
      mails += await transaction(database, (tx) => work(tx, owner, now));
      onProgress();
    }
  };
  for (let owners = await ownersWaiting(database, now); owners.length > 0;) {
    await each(owners, sendWaiting);
    owners = owners.length < slice ? [] : await ownersWaiting(database, now);
  }
  for (let owners = await ownersWithDigest(database, now); owners.length > 0;) {
    await each(owners, sendDigest);
    owners = owners.length < slice ? [] : await ownersWithDigest(database, now);
  }
  return mails;
}

async function ownersWaiting(database: Knex, now: Date): Promise<string[]> {
  return await Notification.query(database)
    .where('mail_at', '<=', now)
    .distinct('owner_id')
    .limit(slice)
    .then((rows) => rows.map(({ owner_id }) => owner_id));
}

async function ownersWithDigest(database: Knex, now: Date): Promise<string[]> {
  return await UserSetting.query(database)
    .where('digest_at', '<=', now)
    .orderBy('digest_at')
    .limit(slice)
    .then((rows) => rows.map(({ owner_id }) => owner_id));
}

/** The settings of now decide, not those of when the notice was written. What was read meanwhile needs no mail. */
async function sendWaiting(tx: Transaction, ownerId: string, now: Date): Promise<number> {
  const times = await timesOf(tx, ownerId);
  const due = times ? mailTime(times, now) : now;
  const rows = await Notification.query(tx.sql)
    .where({ owner_id: ownerId })
    .where('mail_at', '<=', now)
    .orderByRaw('group_key nulls last, id')
    .forUpdate();
  const ids = rows.map(({ id }) => id);
  if (due > now) {
    await Notification.query(tx.sql).findByIds(ids).patch({ mail_at: due });
    return 0;
  }
  const wanted = rows.filter(
    (row) => !row.is_read && channelsOf(times?.channels ?? {}, row.notification_type).mail,
  );
  await Notification.query(tx.sql).findByIds(ids).patch({ mail_at: null });
  const wantedIds = wanted.map(({ id }) => id);
  await Notification.query(tx.sql).findByIds(wantedIds).patch({ mailed_at: now });
  for (const row of wanted) await queueNoticeMail(tx, row);
  return wanted.length;
}

/** One mail for the newest day that is due, with what is unread and in no mail yet; none where there is nothing. */
async function sendDigest(tx: Transaction, ownerId: string, now: Date): Promise<number> {
  // Whoever comes second waits here, and finds the next day's instant.
  await UserSetting.query(tx.sql).findById(ownerId).forUpdate();
  const times = await timesOf(tx, ownerId);
  if (!times?.digest_at || times.digest_at > now) return 0;
  const plan = digestPlan(times);
  const { on } = newestSlot(now, plan);
  const isNew = times.digest_last_on === null || on > times.digest_last_on;
  const digest_last_on = isNew ? on : times.digest_last_on;
  const gathered = isNew ? await gather(tx, ownerId, { on, now }) : 0;
  if (gathered > 0) {
    const data = { notices: gathered };
    await queueMail(tx, {
      owner_id: ownerId,
      kind: 'digest',
      subject_id: ownerId,
      due_on: on,
      data,
    });
  }
  const { at } = nextSlot(now, digest_last_on, plan);
  await UserSetting.query(tx.sql).findById(ownerId).patch({ digest_at: at, digest_last_on });
  return gathered > 0 ? 1 : 0;
}

async function gather(
  tx: Transaction,
  ownerId: string,
  { on, now }: { on: string; now: Date },
): Promise<number> {
  const { rowCount } = await tx.sql.raw<{ rowCount: number }>(
    `update notifications set digest_on = ?, mailed_at = ? where id in (
       select id from notifications
       where owner_id = ? and in_app and not is_read and mailed_at is null and mail_at is null
       order by group_key nulls last, id for update
     )`,
    [on, now, ownerId],
  );
  return rowCount;
}
