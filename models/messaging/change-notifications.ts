// What owners do to their notices, each with the event that tells their other devices.
import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from './append-event';
import { Notification } from './notification';

/** Marks a notice as read or unread. Once read it stands alone: what comes later is told anew. */
export async function setRead(
  tx: Transaction,
  notice: Notification,
  { is_read, now }: { is_read: boolean; now: Date },
): Promise<Notification> {
  if (notice.is_read === is_read) return notice;
  tell(tx, notice, 'notification.updated');
  return await Notification.query(tx.sql).patchAndFetchById(notice.id, {
    ...{ is_read, read_at: is_read ? now : null, group_key: null },
    ...{ version: notice.version + 1, updated_at: now },
  });
}

/**
 * Marks the unread notices that are there as read; one that is committed while this runs stays unread. Rows are locked in
 * the order in which notices are written, so that neither waits for the other.
 * @returns how many there were
 */
export async function readAll(tx: Transaction, ownerId: string, now: Date): Promise<number> {
  const { rowCount } = await tx.sql.raw<{ rowCount: number }>(
    `update notifications set is_read = true, read_at = ?, group_key = null,
       version = version + 1, updated_at = ?
     where id in (
       select id from notifications where owner_id = ? and in_app and not is_read
       order by group_key nulls last, id for update
     )`,
    [now, now, ownerId],
  );
  if (rowCount === 0) return 0;
  const subject = { type: 'user', id: ownerId };
  const data = { updated: rowCount };
  appendEvent(tx, { owner_id: ownerId, type: 'notification.all_read', subject, data });
  return rowCount;
}

/** Deletes a notice for good. */
export async function deleteNotification(tx: Transaction, notice: Notification): Promise<void> {
  await Notification.query(tx.sql).deleteById(notice.id);
  tell(tx, notice, 'notification.deleted');
}

function tell(
  tx: Transaction,
  { id, owner_id }: Notification,
  type: 'notification.updated' | 'notification.deleted',
): void {
  appendEvent(tx, { owner_id, type, subject: { type: 'notification', id } });
}

/** Removes what was read, or was for a mail only, and is older than the date; returns how many. */
export async function removeOldNotifications(database: Knex, before: Date): Promise<number> {
  return await Notification.query(database)
    .where('created_at', '<', before)
    .where((old) => void old.where({ is_read: true }).orWhere({ in_app: false }))
    .delete();
}
