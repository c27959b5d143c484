import { newId } from '../../foundation/ids';
import { countResults, noResults } from '../../models/classification/result-counts.queries';
import { authorize, ownerScope } from '../../models/identity/can';
import { batchOrders, listBatches as listBatchRows } from '../../models/operations/batch.queries';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { languageOf } from '../problem';
import { acceptBatch } from './accept-batch';
import { batchView } from './batch.view';
import { editBatch } from './edit-batch';
import { FileIntake } from './file-intake';
import { creationRange } from './instant';
import { batchReply } from './show-batch';

export const createBatch = operation('createBatch', async (context) => {
  authorize(context.user, 'classification.use');
  const intake = new FileIntake(context.services.objectStore, context.user.id);
  return await acceptBatch(context, newId(), intake);
});

export const listBatches = operation('listBatches', async (context) => {
  const { user, services, query, request } = context;
  authorize(user, 'classification.use');
  const { sort, state, search } = query;
  const chosen = { ...(state && { state }), ...(search !== undefined && { search }) };
  const owner_id = ownerScope(user, query.owner_id);
  const filters = { owner_id, kind: 'classification' as const, ...chosen, ...creationRange(query) };
  const order = pageRequest(context, sort, batchOrders[sort]);
  const page = await listBatchRows(services.database, filters, order);
  const results = await countResults(
    services.database,
    page.rows.map((row) => row.id),
  );
  const told = { now: services.clock.now(), language: languageOf(request) };
  const view = (row: (typeof page.rows)[number]) =>
    batchView(row, results.get(row.id) ?? noResults(), told);
  return reply(200, pageBody(context, sort, page, view));
});

export const getBatch = operation('getBatch', async (context) => {
  const { services, params } = context;
  return await batchReply(200, context, { database: services.database, id: params.id });
});

export const updateBatch = operation('updateBatch', async (context) => {
  return await context.transaction(async (tx) => {
    await editBatch(tx, context);
    return await batchReply(200, context, { database: tx.sql, id: context.params.id });
  });
});
