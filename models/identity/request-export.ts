import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { type ExportAccountInput, exportWorkflowId } from '../../workflows/identity/contract';
import { type CommandFor, requestWorkflow } from '../operations/workflow-command';
import { AccountExport } from './account-export';

/** Asks for a copy of an account. While one is being built, that one is it. */
export async function requestExport(
  tx: Transaction,
  owner_id: string,
  now: Date,
): Promise<ModelObject<AccountExport>> {
  const id = newId();
  const row = { id, owner_id, object_key: `exports/${owner_id}/${id}.zip`, created_at: now };
  // Writes what is there already, so that the row of another request at the same time comes back.
  const { rows } = await tx.sql.raw<{ rows: [ModelObject<AccountExport>] }>(
    `insert into account_exports (id, owner_id, object_key, created_at)
     values (:id, :owner_id, :object_key, :created_at)
     on conflict (owner_id) where state = 'pending' do update set owner_id = excluded.owner_id
     returning *`,
    row,
  );
  const [pending] = rows;
  if (pending.id === id) await requestWorkflow(tx, exportWorkflow(pending));
  return pending;
}

/** The copy that was asked for last. */
export async function newestExport(
  database: Knex,
  owner_id: string,
  state?: AccountExport['state'],
): Promise<AccountExport | undefined> {
  return await AccountExport.query(database)
    .where({ owner_id, ...(state && { state }) })
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .first();
}

/** The command that starts the workflow of a copy. */
export function exportWorkflow({
  id,
  owner_id,
}: Pick<AccountExport, 'id' | 'owner_id'>): CommandFor<ExportAccountInput> {
  return {
    owner_id,
    workflow_id: exportWorkflowId(id),
    workflow_type: 'exportAccount',
    input: { export_id: id },
    subject_id: id,
    summary: 'Copy of an account',
  };
}
