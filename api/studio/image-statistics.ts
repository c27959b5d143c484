import { authorize } from '../../models/identity/can';
import { imageStatistics } from '../../models/studio/image-statistics.queries';
import type { StudioImageStatistics } from '../../openapi/generated/types';
import { operation, reply } from '../operation';
import { reportRequest, reportView } from '../period-report';

export const getStudioImageStatistics = operation('getStudioImageStatistics', async (context) => {
  authorize(context.user, 'studio.use');
  const request = reportRequest(context);
  const { periods, ...sums } = await imageStatistics(context.services.database, request);
  const report: StudioImageStatistics = { ...sums, ...reportView(request, periods) };
  return reply(200, report);
});
