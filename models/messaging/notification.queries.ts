import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import { keysetPage, type KeysetPage, type PageRequest } from '../../foundation/keyset';
import type { Transaction } from '../../foundation/transaction';
import { Notification, type NotificationType } from './notification';

export type NotificationRow = ModelObject<Notification>;

/** Whose notices, and which of them. */
export interface NotificationFilters {
  owner_id: string;
  is_read?: boolean;
  notification_type?: NotificationType;
}

/** A page of an owner's notices. */
export async function listNotifications(
  database: Knex,
  filters: NotificationFilters,
  page: PageRequest,
): Promise<KeysetPage<NotificationRow>> {
  const query = database('notifications')
    .where({ ...filters, in_app: true })
    .select('*');
  return await keysetPage<NotificationRow>(database, query, page);
}

/** One notice that lists show. */
export async function findNotification(
  database: Knex,
  id: string,
): Promise<Notification | undefined> {
  return await Notification.query(database).findOne({ id, in_app: true });
}

/** The same, and nobody else changes it until the transaction ends. */
export async function lockNotification(
  tx: Transaction,
  id: string,
): Promise<Notification | undefined> {
  return await Notification.query(tx.sql).findOne({ id, in_app: true }).forUpdate();
}

/** How many notices of one kind an owner has. */
export interface NotificationCount {
  notification_type: NotificationType;
  total: number;
  unread: number;
}

/** An owner's notices by kind, in alphabetical order. */
export async function countNotifications(
  database: Knex,
  ownerId: string,
): Promise<NotificationCount[]> {
  return await database('notifications')
    .where({ owner_id: ownerId, in_app: true })
    .groupBy('notification_type')
    .orderBy('notification_type')
    .select<NotificationCount[]>(
      'notification_type',
      database.raw('count(*) as total'),
      database.raw('count(*) filter (where not is_read) as unread'),
    );
}

/** What the digest of an owner's day gathered and is still unread: the newest of it, and how much there is. */
export async function digestNotices(
  database: Knex,
  day: { owner_id: string; digest_on: string },
  limit: number,
): Promise<{ rows: Notification[]; total: number }> {
  const found = Notification.query(database).where({ ...day, in_app: true, is_read: false });
  const total = await found.clone().resultSize();
  return {
    rows: await found.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit),
    total,
  };
}
