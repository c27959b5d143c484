import { localTime, isTimeZone } from '../../foundation/local-time';
import type { Transaction } from '../../foundation/transaction';
import { owned } from '../../models/identity/can';
import {
  createSchedule,
  deleteSchedule,
  updateSchedule,
} from '../../models/studio/change-posting-schedule';
import { fillSchedule } from '../../models/studio/fill-schedule';
import type { PostingSchedule } from '../../models/studio/posting-schedule';
import { lockSchedule } from '../../models/studio/posting-schedule.queries';
import type { ScheduleApprovalWish } from '../../openapi/generated/types';
import { requireIfMatch } from '../etag';
import { recordForeignChange } from '../foreign-change';
import type { Context } from '../operation';
import type { Services } from '../services';
import { postContext } from './accept-post';

/** Makes the schedule of a request; what it leaves out is nothing, or the user's own. */
export async function acceptSchedule(
  tx: Transaction,
  { user, body, services }: Context<'createPostingSchedule'>,
): Promise<PostingSchedule> {
  const timezone = body.timezone ?? user.timezone;
  const { date } = localTime(services.clock.now(), isTimeZone(timezone) ? timezone : 'UTC');
  const nothing = {
    ...{ ends_on: null, blackouts: [], accounts: [], platforms: [], image_tags: [] },
    ...{ caption: '', hashtags: [], template_id: null, variables: {} },
  };
  const { approval = null, ...rest } = body;
  const wish = {
    ...{ ...nothing, starts_on: date, ...rest, timezone },
    approval: approvalOf(approval),
  };
  return await createSchedule(tx, user.id, wish, postContext(services));
}

/** Changes what the request names, if nobody changed the schedule since the client saw it. */
export async function editSchedule(
  tx: Transaction,
  context: Context<'updatePostingSchedule'>,
): Promise<PostingSchedule> {
  const { user, params, headers, body, services } = context;
  const schedule = owned(user, 'studio.use', await lockSchedule(tx, params.id));
  requireIfMatch(headers['If-Match'], schedule.version);
  const { approval, ...rest } = body;
  const wish = { ...rest, ...(approval !== undefined && { approval: approvalOf(approval) }) };
  const changed = await updateSchedule(tx, schedule, wish, postContext(services));
  const changes = { fields: Object.keys(body) };
  await recordForeignChange(tx, context, schedule, { action: 'schedule.update', changes });
  return changed;
}

/** Removes the schedule that a request names. */
export async function dropSchedule(
  tx: Transaction,
  context: Context<'deletePostingSchedule'>,
): Promise<void> {
  const { user, params, services } = context;
  const schedule = owned(user, 'studio.use', await lockSchedule(tx, params.id));
  await deleteSchedule(tx, schedule, services.clock.now());
  await recordForeignChange(tx, context, schedule, { action: 'schedule.delete' });
}

/** Makes the posts that are due already, so that nobody waits for the next round; what fails here, the round does. */
export async function fillNow(services: Services, id: string): Promise<void> {
  try {
    await fillSchedule(services.database, id, postContext(services));
  } catch (error) {
    services.logger.warn({ err: error, schedule_id: id }, 'slots are filled later');
  }
}

/** One person is enough unless the body says otherwise. */
function approvalOf(wish: ScheduleApprovalWish | null): PostingSchedule['approval'] {
  return wish && { needed: 1, ...wish };
}
