import type { NotificationRow } from '../../models/messaging/notification.queries';
import type { Notification } from '../../openapi/generated/types';

/** A notice as its owner sees it. */
export function notificationView(row: NotificationRow): Notification {
  const { id, owner_id, notification_type, title, message, metadata, link, occurrences } = row;
  const { is_read, read_at, created_at, updated_at } = row;
  return {
    ...{ id, owner_id, notification_type, title, message, metadata, link, occurrences, is_read },
    read_at: read_at && read_at.toISOString(),
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  };
}
