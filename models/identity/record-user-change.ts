import type { Transaction } from '../../foundation/transaction';
import { appendEvent } from '../messaging/append-event';
import { recordAudit } from '../operations/audit-entry';
import type { AdminChange } from './administration';

/** Leaves the audit row of a change and tells the user of it. */
export async function recordUserChange(
  tx: Transaction,
  owner_id: string,
  { admin, request_id }: AdminChange,
  entry: { action: string; changes: Record<string, unknown> },
): Promise<void> {
  const subject = { type: 'user', id: owner_id };
  await recordAudit(tx, { actor_id: admin.id, owner_id, subject, request_id, ...entry });
  appendEvent(tx, { owner_id, type: 'user.updated', subject });
}
