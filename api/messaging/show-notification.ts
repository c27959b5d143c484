import type { NotificationRow } from '../../models/messaging/notification.queries';
import type { Notification } from '../../openapi/generated/types';
import { etag } from '../etag';
import { reply, type Reply } from '../operation';
import { notificationView } from './notification.view';

/** The answer that shows one notice. */
export function notificationReply<S extends 200 | 201>(
  status: S,
  row: NotificationRow,
): Reply<S, Notification> {
  const location = status === 201 && { location: `/api/notifications/${row.id}` };
  return reply(status, notificationView(row), { etag: etag(row.version), ...location });
}
