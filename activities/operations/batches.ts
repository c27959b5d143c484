import type { Knex } from 'knex';
import { transaction } from '../../foundation/transaction';
import {
  announceBatchState,
  claimBatchRun,
  finishBatchRun,
  readDesiredState,
  requestBatchCancel,
} from '../../models/operations/work-batch';
import type { BatchActivities } from '../../workflows/operations/contract';

/** The steps of `processBatch` in the database, one transaction each. */
export function createBatchActivities({ database }: { database: Knex }): BatchActivities {
  return {
    claimBatchRun: (input) => transaction(database, (tx) => claimBatchRun(tx, input)),
    readDesiredState: ({ run_id }) => transaction(database, (tx) => readDesiredState(tx, run_id)),
    announceBatchState: (input) => transaction(database, (tx) => announceBatchState(tx, input)),
    requestBatchCancel: ({ run_id }) =>
      transaction(database, (tx) => requestBatchCancel(tx, run_id)),
    finishBatchRun: (input) => transaction(database, (tx) => finishBatchRun(tx, input)),
  };
}
