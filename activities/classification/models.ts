import type { Knex } from 'knex';
import { transaction } from '../../foundation/transaction';
import { ClassifierModel } from '../../models/classification/classifier-model';
import { activeModel } from '../../models/classification/model-in-use';
import { settleCheck } from '../../models/classification/settle-check';
import type { ModelActivities } from '../../workflows/classification/contract';
import { withHeartbeat } from '../heartbeat';
import type { ModelChecker } from './model-checker';

export interface ModelDependencies {
  database: Knex;
  checker: ModelChecker;
}

/** The activity of the queue for checks. */
export function createModelActivities({ database, checker }: ModelDependencies): ModelActivities {
  return {
    checkModel: async ({ subject_id }) => {
      const model = await ClassifierModel.query(database).findOne({ subject_id });
      if (model?.state !== 'checking') return;
      const active = await activeModel(database);
      const verdict = await withHeartbeat((signal) => checker.check(model, active, signal));
      await transaction(database, (tx) => settleCheck(tx, subject_id, verdict));
    },
  };
}
