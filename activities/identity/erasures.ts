import type { Knex } from 'knex';
import { transaction } from '../../foundation/transaction';
import type { AccountErasure } from '../../models/identity/account-erasure';
import { ownedPrefixes } from '../../models/identity/owned-data/owned-tables';
import {
  closeAccount,
  eraseData,
  findErasure,
  markStopped,
  markSwept,
  nextErasureStep,
} from '../../models/identity/work-erasure';
import { type ErasureActivities, erasureWorkflowId } from '../../workflows/identity/contract';
import type { ObjectStore } from '../clients/object-store';
import type { OwnerWorkflows, WorkflowsOf } from '../clients/owner-workflows';
import { withHeartbeat } from '../heartbeat';

export interface ErasureDependencies {
  database: Knex;
  objectStore: ObjectStore;
  workflows: OwnerWorkflows;
}

const slice = 500;

/** The steps of `deleteAccount`. One that finds the erasure in another state was done before. */
export function createErasureActivities(dependencies: ErasureDependencies): ErasureActivities {
  const { database, objectStore, workflows } = dependencies;
  return {
    nextErasureStep: ({ erasure_id, now }) =>
      transaction(database, (tx) => nextErasureStep(tx, erasure_id, new Date(now))),
    stopAccountWork: ({ erasure_id }) =>
      withHeartbeat(async () => {
        const erasure = await findErasure(database, erasure_id, 'stopping');
        if (!erasure) return;
        await workflows.terminate(workflowsOf(erasure), 'its account is being erased');
        await markStopped(database, erasure_id);
      }),
    eraseAccountData: ({ erasure_id, now }) =>
      withHeartbeat(async (signal) => {
        const erasure = await findErasure(database, erasure_id, 'erasing');
        if (!erasure) return;
        await deleteObjects(objectStore, erasure.owner_id, signal);
        await eraseData(database, erasure, new Date(now), signal);
      }),
    closeAccount: ({ erasure_id, now }) =>
      withHeartbeat(async (signal) => {
        const erasure = await findErasure(database, erasure_id, 'confirming');
        if (erasure) await closeAccount(database, erasure, new Date(now), signal);
      }),
    sweepAccount: ({ erasure_id, now }) =>
      withHeartbeat(async (signal) => {
        const erasure = await findErasure(database, erasure_id, 'sweeping');
        if (!erasure) return;
        await deleteObjects(objectStore, erasure.owner_id, signal);
        await workflows.terminate(workflowsOf(erasure), 'its account is erased');
        await workflows.forget(workflowsOf(erasure));
        await markSwept(database, erasure_id, new Date(now));
      }),
  };
}

function workflowsOf({ id, owner_id }: AccountErasure): WorkflowsOf {
  return { owner_id, except: erasureWorkflowId(id) };
}

/** Deletes every object of an owner, also those that no row names any more. */
async function deleteObjects(
  objectStore: ObjectStore,
  ownerId: string,
  signal: AbortSignal,
): Promise<void> {
  for (const prefix of ownedPrefixes) {
    let keys: string[] = [];
    for await (const { key } of objectStore.list(`${prefix}/${ownerId}/`)) {
      signal.throwIfAborted();
      if (keys.push(key) < slice) continue;
      await objectStore.delete(keys);
      keys = [];
    }
    await objectStore.delete(keys);
  }
}
