import { creationOrders } from '../../foundation/keyset';
import { findModel } from '../../models/classification/model.queries';
import {
  findShadowRun,
  listShadowRuns as listRows,
} from '../../models/classification/shadow-run.queries';
import {
  cancelShadowRun as cancel,
  startShadowRun,
} from '../../models/classification/start-shadow-run';
import { fail } from '../../foundation/errors';
import { authorize } from '../../models/identity/can';
import { exportOf } from '../export';
import { operation, reply } from '../operation';
import { pageBody, pageRequest } from '../pagination';
import { languageOf } from '../problem';
import { recordModelChange } from './model-change';
import { shadowRunReply } from './show-shadow-run';
import { shadowRunView } from './shadow-run.view';

const order = '-created_at';

export const createShadowRun = operation('createShadowRun', async (context) => {
  authorize(context.user, 'models.manage');
  return await context.transaction(async (tx) => {
    const { id: version } = context.params;
    const { images = 200 } = context.body;
    const wish = { owner_id: context.user.id, model_version: version, images };
    const run = await startShadowRun(tx, wish);
    const changes = { shadow_run_id: run.id, images };
    await recordModelChange(tx, context, { action: 'model.shadow_run', version, changes });
    return shadowRunReply(202, context, run);
  });
});

export const listShadowRuns = operation('listShadowRuns', async (context) => {
  authorize(context.user, 'classification.use');
  const { database } = context.services;
  const { id } = context.params;
  if (!(await findModel(database, id))) throw fail('not_found');
  const page = pageRequest(context, order, creationOrders[order]);
  const runs = await listRows(database, id, page);
  const language = languageOf(context.request);
  const body = pageBody(context, order, runs, (row) => shadowRunView(row, language));
  return reply(200, body);
});

export const exportShadowRuns = exportOf('exportShadowRuns', listShadowRuns);

export const getShadowRun = operation('getShadowRun', async (context) => {
  authorize(context.user, 'classification.use');
  const { id: model_version, shadow_run_id: id } = context.params;
  const run = await findShadowRun(context.services.database, { id, model_version });
  if (!run) throw fail('not_found');
  return shadowRunReply(200, context, run);
});

export const cancelShadowRun = operation('cancelShadowRun', async (context) => {
  authorize(context.user, 'models.manage');
  return await context.transaction(async (tx) => {
    const { id: version, shadow_run_id: id } = context.params;
    const run = await findShadowRun(tx.sql, { id, model_version: version });
    if (!run) throw fail('not_found');
    const changed = await cancel(tx, id);
    const changes = { shadow_run_id: id };
    await recordModelChange(tx, context, { action: 'model.cancel_shadow_run', version, changes });
    return shadowRunReply(202, context, changed);
  });
});
