import { fail } from '../../foundation/errors';
import { isTimeZone } from '../../foundation/local-time';
import { authorize, owned, ownerScope } from '../../models/identity/can';
import { requestSync } from '../../models/studio/measure-post';
import { findPost } from '../../models/studio/post.queries';
import { postSeries, postStatistics } from '../../models/studio/post-analytics.queries';
import { rangeOf } from '../instant';
import { operation, reply } from '../operation';
import { postAnalyticsView, postStatisticsView } from './post-analytics.view';

const ninetyDays = 90 * 24 * 3_600_000;

export const getPostAnalytics = operation('getPostAnalytics', async (context) => {
  const { user, services, params } = context;
  const post = owned(user, 'studio.use', await findPost(services.database, params.id));
  return reply(200, postAnalyticsView(post.id, await postSeries(services.database, post.id)));
});

export const syncPostAnalytics = operation('syncPostAnalytics', async (context) => {
  const { user, services, params } = context;
  const { id } = owned(user, 'studio.use', await findPost(services.database, params.id));
  return await context.transaction(async (tx) => {
    await requestSync(tx, id, services.clock.now());
    const view = postAnalyticsView(id, await postSeries(tx.sql, id));
    return reply(202, view, { location: `/api/scheduler/posts/${id}/analytics` });
  });
});

export const getPostStatistics = operation('getPostStatistics', async (context) => {
  const { user, services, query } = context;
  authorize(user, 'studio.use');
  const timezone = knownZone(query.timezone ?? user.timezone);
  const range = rangeOf(query, services.clock.now(), ninetyDays);
  const owner_id = ownerScope(user, query.owner_id);
  const request = { owner_id, period: query.period, timezone, ...range };
  const found = await postStatistics(services.database, request);
  return reply(200, postStatisticsView(request, found));
});

function knownZone(timezone: string): string {
  if (isTimeZone(timezone)) return timezone;
  const detail = 'must be a zone of the IANA database, such as Europe/Paris';
  throw fail('validation_failed', undefined, [
    { parameter: 'timezone', code: 'unknown_timezone', detail },
  ]);
}
