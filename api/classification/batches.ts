import { newId } from '../../foundation/ids';
import { authorize, ownerScope } from '../../models/identity/can';
import { batchOrders, listBatches as listBatchRows } from '../../models/operations/batch.queries';
import { exportOf } from '../export';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { acceptBatch } from './accept-batch';
import { editBatch } from './edit-batch';
import { FileIntake } from './file-intake';
import { creationRange } from '../instant';
import { batchReply, batchViews } from './show-batch';

export const createBatch = operation('createBatch', async (context) => {
  authorize(context.user, 'classification.use');
  const intake = new FileIntake(context.services.objectStore, context.user.id);
  return await acceptBatch(context, newId(), intake);
});

export const listBatches = operation('listBatches', async (context) => {
  const { user, services, query } = context;
  authorize(user, 'classification.use');
  const { sort, state, search } = query;
  const owner_id = ownerScope(user, query.owner_id);
  const chosen = { ...(state && { state }), ...(search !== undefined && { search }) };
  const filters = { owner_id, kind: 'classification' as const, ...chosen, ...creationRange(query) };
  const order = pageRequest(context, sort, batchOrders[sort]);
  const page = await listBatchRows(services.database, filters, order);
  const rows = await batchViews(context, page.rows);
  return reply(
    200,
    pageBody(context, sort, { ...page, rows }, (row) => row),
  );
});

export const exportBatches = exportOf('exportBatches', listBatches);

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
