import { listEventsAfter } from '../../models/messaging/event.queries';
import type { Event as EventRow } from '../../models/messaging/event';
import type { Event, EventSubject } from '../../openapi/generated/types';
import { exportOf } from '../export';
import { operation, reply } from '../operation';

export const listEvents = operation('listEvents', async ({ user, services, query }) => {
  const { after, limit } = query;
  const page = await listEventsAfter(services.database, { owner_id: user.id, after, limit });
  return reply(200, { ...page, results: page.results.map(eventView) });
});

export const exportEvents = exportOf('exportEvents', listEvents);

function eventView({ seq, type, data, created_at, ...row }: EventRow): Event {
  const subject = { type: row.subject_type as EventSubject['type'], id: row.subject_id };
  return { seq, type, subject, data, created_at: created_at.toISOString() };
}
