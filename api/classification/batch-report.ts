import { reportLot } from '../../models/classification/lot-report';
import { operation } from '../operation';
import { reportReply } from './report-reply';
import { toldIn } from './report-told';
import { ownedBatch } from './show-batch';

export const getBatchReport = operation('getBatchReport', async (context) => {
  const { services, user, params, query } = context;
  const batch = await ownedBatch(services.database, user, params.id);
  const report = await reportLot(services.database, batch);
  const told = toldIn(query.language ?? user.language, user.timezone, services);
  return await reportReply(report, query.format, told);
});
