import { fail } from '../../foundation/errors';
import {
  findModel,
  listModels as listModelRows,
  modelOrder,
} from '../../models/classification/model.queries';
import { authorize } from '../../models/identity/can';
import { exportOf } from '../export';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { languageOf } from '../problem';
import { acceptModel } from './accept-model';
import { editModel } from './edit-model';
import { modelView } from './model.view';
import { modelReply } from './show-model';

const order = '-created_at';

export const uploadModel = operation('uploadModel', async (context) => {
  authorize(context.user, 'models.manage');
  return await acceptModel(context);
});

export const listModels = operation('listModels', async (context) => {
  authorize(context.user, 'classification.use');
  const page = pageRequest(context, order, modelOrder);
  const models = await listModelRows(context.services.database, page);
  const language = languageOf(context.request);
  return reply(
    200,
    pageBody(context, order, models, (row) => modelView(row, language)),
  );
});

export const exportModels = exportOf('exportModels', listModels);

export const getModel = operation('getModel', async (context) => {
  authorize(context.user, 'classification.use');
  const model = await findModel(context.services.database, context.params.id);
  if (!model) throw fail('not_found');
  return modelReply(200, context, model);
});

export const updateModel = operation('updateModel', async (context) => {
  authorize(context.user, 'models.manage');
  return await context.transaction(async (tx) => {
    return modelReply(200, context, await editModel(tx, context));
  });
});
