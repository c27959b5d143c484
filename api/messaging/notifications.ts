import { ownerScope, visible } from '../../models/identity/can';
import {
  deleteNotification as removeNotification,
  readAll,
  setRead,
} from '../../models/messaging/change-notifications';
import {
  countNotifications,
  findNotification,
  lockNotification,
} from '../../models/messaging/notification.queries';
import { checkIfMatch } from '../etag';
import { exportOf } from '../export';
import { recordForeignChange } from '../foreign-change';
import { operation, reply } from '../operation';
import { notificationReply } from './show-notification';
import { notificationPage } from './notification-page';
import { sendNotice } from './send-notice';

export const listNotifications = operation('listNotifications', async (context) => {
  const { is_read, owner_id } = context.query;
  const scope = { owner_id: ownerScope(context.user, owner_id) };
  return await notificationPage(context, { ...scope, ...(is_read !== undefined && { is_read }) });
});

export const exportNotifications = exportOf('exportNotifications', listNotifications);

export const listUnreadNotifications = operation('listUnreadNotifications', async (context) => {
  return await notificationPage(context, { owner_id: context.user.id, is_read: false });
});

export const createNotification = operation('createNotification', async (context) => {
  const owner_id = ownerScope(context.user, context.body.owner_id);
  return await context.transaction(async (tx) => {
    const notice = await sendNotice(tx, context, owner_id);
    await recordForeignChange(tx, context, notice, { action: 'notification.send' });
    return notificationReply(201, notice);
  });
});

export const getNotification = operation('getNotification', async ({ user, services, params }) => {
  const notice = visible(user, await findNotification(services.database, params.id));
  return notificationReply(200, notice);
});

export const updateNotification = operation('updateNotification', async (context) => {
  const { user, services, params, headers, body } = context;
  return await context.transaction(async (tx) => {
    const notice = visible(user, await lockNotification(tx, params.id));
    checkIfMatch(headers['If-Match'], notice.version);
    const change = { is_read: body.is_read, now: services.clock.now() };
    await recordForeignChange(tx, context, notice, { action: 'notification.update' });
    return notificationReply(200, await setRead(tx, notice, change));
  });
});

export const deleteNotification = operation('deleteNotification', async (context) => {
  return await context.transaction(async (tx) => {
    const notice = visible(context.user, await lockNotification(tx, context.params.id));
    await removeNotification(tx, notice);
    await recordForeignChange(tx, context, notice, { action: 'notification.delete' });
    return reply(204);
  });
});

export const readAllNotifications = operation('readAllNotifications', async (context) => {
  const { user, services } = context;
  return await context.transaction(async (tx) => {
    return reply(200, { updated: await readAll(tx, user.id, services.clock.now()) });
  });
});

export const getNotificationStats = operation('getNotificationStats', async (context) => {
  const by_type = await countNotifications(context.services.database, context.user.id);
  const total = by_type.reduce((sum, one) => sum + one.total, 0);
  const unread = by_type.reduce((sum, one) => sum + one.unread, 0);
  return reply(200, { total, unread, read: total - unread, by_type });
});
