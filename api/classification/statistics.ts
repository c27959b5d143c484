import { classificationStatistics } from '../../models/classification/statistics.queries';
import { authorize } from '../../models/identity/can';
import type { ClassificationStatistics } from '../../openapi/generated/types';
import { operation, reply } from '../operation';
import { reportRequest, reportView } from '../period-report';

export const getClassificationStatistics = operation(
  'getClassificationStatistics',
  async (context) => {
    authorize(context.user, 'classification.use');
    const request = reportRequest(context);
    const { periods, ...sums } = await classificationStatistics(context.services.database, request);
    const report: ClassificationStatistics = { ...sums, ...reportView(request, periods) };
    return reply(200, report);
  },
);
