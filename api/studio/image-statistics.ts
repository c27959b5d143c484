import { authorize, ownerScope } from '../../models/identity/can';
import { imageStatistics } from '../../models/studio/image-statistics.queries';
import type { StudioImageStatistics } from '../../openapi/generated/types';
import { rangeOf } from '../instant';
import { operation, reply } from '../operation';

const thirtyDays = 30 * 24 * 3_600_000;

export const getStudioImageStatistics = operation(
  'getStudioImageStatistics',
  async ({ user, services, query }) => {
    authorize(user, 'studio.use');
    const owner_id = ownerScope(user, query.owner_id);
    const range = rangeOf(query, services.clock.now(), thirtyDays);
    const request = { owner_id, period: query.period, ...range };
    const { periods, ...sums } = await imageStatistics(services.database, request);
    return reply(200, {
      period: query.period,
      from: range.from.toISOString(),
      to: range.to.toISOString(),
      ...sums,
      periods: periods.map((one) => ({ ...one, start: one.start.toISOString() })),
    } satisfies StudioImageStatistics);
  },
);
