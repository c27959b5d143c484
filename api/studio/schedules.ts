import { creationOrders } from '../../foundation/keyset';
import { authorize, owned, ownerScope } from '../../models/identity/can';
import { findSchedule, listSchedules } from '../../models/studio/posting-schedule.queries';
import { exportOf } from '../export';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { acceptSchedule, dropSchedule, editSchedule, fillNow } from './edit-schedule';
import { scheduleView } from './schedule.view';
import { scheduleReply, slotViews } from './show-schedule';

export const createPostingSchedule = operation('createPostingSchedule', async (context) => {
  authorize(context.user, 'studio.use');
  const made = await context.transaction(async (tx) =>
    scheduleReply(201, await acceptSchedule(tx, context)),
  );
  await fillNow(context.services, made.body.id);
  return made;
});

export const listPostingSchedules = operation('listPostingSchedules', async (context) => {
  const { user, services, query } = context;
  authorize(user, 'studio.use');
  const { sort, is_active } = query;
  const owner_id = ownerScope(user, query.owner_id);
  const filters = { owner_id, ...(is_active !== undefined && { is_active }) };
  const request = pageRequest(context, sort, creationOrders[sort]);
  const page = await listSchedules(services.database, filters, request);
  return reply(200, pageBody(context, sort, page, scheduleView));
});

export const exportPostingSchedules = exportOf('exportPostingSchedules', listPostingSchedules);

export const getPostingSchedule = operation('getPostingSchedule', async (context) => {
  const { user, services, params } = context;
  const schedule = await findSchedule(services.database, params.id);
  return scheduleReply(200, owned(user, 'studio.use', schedule));
});

export const updatePostingSchedule = operation('updatePostingSchedule', async (context) => {
  const changed = await context.transaction(async (tx) =>
    scheduleReply(200, await editSchedule(tx, context)),
  );
  await fillNow(context.services, changed.body.id);
  return changed;
});

export const deletePostingSchedule = operation('deletePostingSchedule', async (context) => {
  return await context.transaction(async (tx) => {
    await dropSchedule(tx, context);
    return reply(204);
  });
});

export const getScheduleSlots = operation('getScheduleSlots', async (context) => {
  const { user, services, params, query } = context;
  const schedule = owned(user, 'studio.use', await findSchedule(services.database, params.id));
  return reply(200, await slotViews(services, schedule, query.limit));
});
