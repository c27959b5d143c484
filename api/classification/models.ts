import { fail } from '../../foundation/errors';
import {
  findModel,
  listModels as listModelRows,
  modelOrder,
} from '../../models/classification/model.queries';
import { authorize } from '../../models/identity/can';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { modelView } from './model.view';

const order = '-created_at';

export const listModels = operation('listModels', async (context) => {
  authorize(context.user, 'classification.use');
  const page = pageRequest(context, order, modelOrder);
  const models = await listModelRows(context.services.database, page);
  return reply(200, pageBody(context, order, models, modelView));
});

export const getModel = operation('getModel', async ({ user, services, params }) => {
  authorize(user, 'classification.use');
  const model = await findModel(services.database, params.id);
  if (!model) throw fail('not_found');
  return reply(200, modelView(model));
});
