import { creationOrders } from '../../foundation/keyset';
import {
  listNotifications,
  type NotificationFilters,
} from '../../models/messaging/notification.queries';
import type { NotificationPage } from '../../openapi/generated/types';
import { type Context, reply, type Reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { notificationView } from './notification.view';

type ListContext = Pick<
  Context<'listUnreadNotifications'>,
  'user' | 'services' | 'query' | 'request'
>;

/** The answer with a page of somebody's notices. */
export async function notificationPage(
  context: ListContext,
  filters: NotificationFilters,
): Promise<Reply<200, NotificationPage>> {
  const { sort, notification_type } = context.query;
  const chosen = { ...filters, ...(notification_type && { notification_type }) };
  const order = pageRequest(context, sort, creationOrders[sort]);
  const page = await listNotifications(context.services.database, chosen, order);
  return reply(200, pageBody(context, sort, page, notificationView));
}
