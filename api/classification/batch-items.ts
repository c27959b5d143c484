import { itemOrder, listImageItems } from '../../models/classification/batch-item.queries';
import { exportOf } from '../export';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { languageOf } from '../problem';
import { batchItemView } from './batch-item.view';
import { ownedBatch } from './show-batch';

const order = 'position';

export const listBatchItems = operation('listBatchItems', async (context) => {
  const { user, services, params, query, request } = context;
  const { id: batch_id } = await ownedBatch(services.database, user, params.id);
  const { cursor: _cursor, limit: _limit, ...filters } = query;
  const page = pageRequest(context, order, itemOrder);
  const items = await listImageItems(services.database, { batch_id, ...filters }, page);
  const language = languageOf(request);
  return reply(
    200,
    pageBody(context, order, items, (row) => batchItemView(row, language)),
  );
});

export const exportBatchItems = exportOf('exportBatchItems', listBatchItems);
