import { classificationStatistics } from '../../models/classification/statistics.queries';
import { authorize, ownerScope } from '../../models/identity/can';
import type { ClassificationStatistics } from '../../openapi/generated/types';
import { operation, reply } from '../operation';
import { rangeOf } from '../instant';

const thirtyDays = 30 * 24 * 3_600_000;

export const getClassificationStatistics = operation(
  'getClassificationStatistics',
  async ({ user, services, query }) => {
    authorize(user, 'classification.use');
    const owner_id = ownerScope(user, query.owner_id);
    const range = rangeOf(query, services.clock.now(), thirtyDays);
    const request = { owner_id, period: query.period, ...range };
    const { periods, ...sums } = await classificationStatistics(services.database, request);
    return reply(200, {
      period: query.period,
      from: range.from.toISOString(),
      to: range.to.toISOString(),
      ...sums,
      periods: periods.map((one) => ({ ...one, start: one.start.toISOString() })),
    } satisfies ClassificationStatistics);
  },
);
