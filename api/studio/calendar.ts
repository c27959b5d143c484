import { fail } from '../../foundation/errors';
import { authorize, ownerScope } from '../../models/identity/can';
import { calendarPosts } from '../../models/studio/calendar.queries';
import { endFeed, findFeed, readerOf, renewFeed } from '../../models/studio/calendar-feed';
import { isKnown, textEtag } from '../etag';
import { operation, reply } from '../operation';
import { writeIcs } from './calendar-ics';
import { calendarOf, daysAsked } from './show-calendar';

const day = 86_400_000;
const mostEntries = 5000;

export const getCalendar = operation('getCalendar', async ({ user, services, query }) => {
  authorize(user, 'studio.use');
  const owner_id = ownerScope(user, query.owner_id);
  const days = daysAsked(query, user.timezone, services.clock.now());
  return reply(200, await calendarOf(services, owner_id, days));
});

export const getCalendarFeed = operation('getCalendarFeed', async ({ user, services }) => {
  authorize(user, 'studio.use');
  const feed = await findFeed(services.database, user.id);
  if (!feed) throw fail('not_found');
  return reply(200, { created_at: feed.created_at.toISOString() });
});

export const createCalendarFeed = operation('createCalendarFeed', async (context) => {
  const { user, services } = context;
  authorize(user, 'studio.use');
  return await context.transaction(async (tx) => {
    const { feed, token } = await renewFeed(tx, user.id, services.clock.now());
    const url = `${services.config.api.publicUrl}/api/scheduler/calendar.ics?token=${token}`;
    const body = { created_at: feed.created_at.toISOString(), url };
    return reply(201, body, { 'cache-control': 'no-store' });
  });
});

export const deleteCalendarFeed = operation('deleteCalendarFeed', async (context) => {
  authorize(context.user, 'studio.use');
  return await context.transaction(async (tx) => {
    await endFeed(tx, context.user.id);
    return reply(204);
  });
});

export const readCalendarFeed = operation('readCalendarFeed', async (context) => {
  const { services, query, headers } = context;
  const { database, clock } = services;
  const reader = await readerOf(database, query.token);
  if (!reader) throw fail('not_found');
  const now = clock.now();
  const at = (days: number): Date => new Date(now.getTime() + days * day);
  const period = { owner_id: reader.owner_id, from: at(-90), to: at(365) };
  const text = writeIcs(await calendarPosts(database, period, mostEntries), reader.language);
  const kept = { etag: textEtag(text), 'cache-control': 'private' };
  if (isKnown(headers['If-None-Match'], kept.etag)) return reply(304, undefined, kept);
  return reply(200, text, { ...kept, 'content-type': 'text/calendar; charset=utf-8' });
});
