import type { Transaction } from '../../foundation/transaction';
import {
  type ActivationChange,
  activateModel as activate,
  rollBackModel as rollBack,
} from '../../models/classification/activate-model';
import { authorize } from '../../models/identity/can';
import type { ClassificationModel } from '../../openapi/generated/types';
import { type Context, operation, type Reply } from '../operation';
import { recordModelChange } from './model-change';
import { modelReply } from './show-model';

export const activateModel = operation('activateModel', async (context) => {
  const choice = { version: context.params.id, actor_id: context.user.id };
  return await change(context, 'model.activate', (tx) => activate(tx, choice));
});

export const rollBackModel = operation('rollBackModel', async (context) => {
  return await change(context, 'model.roll_back', (tx) => {
    return rollBack(tx, { actor_id: context.user.id });
  });
});

/** Changes which version is active, leaves an audit row, and shows the version. */
async function change(
  context: Context<'activateModel' | 'rollBackModel'>,
  action: string,
  write: (tx: Transaction) => Promise<ActivationChange>,
): Promise<Reply<200, ClassificationModel>> {
  authorize(context.user, 'models.manage');
  return await context.transaction(async (tx) => {
    const { model, previous, changed } = await write(tx);
    const { version } = model;
    const changes = { active: [previous, version] };
    if (changed) await recordModelChange(tx, context, { action, version, changes });
    return modelReply(200, context, model);
  });
}
