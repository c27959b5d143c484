import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';

/** What an admin or reviewer did to what belongs to others, or what touched the safety of an account. */
export interface NewAuditEntry {
  actor_id: string;
  owner_id?: string | null;
  action: string;
  subject: { type: string; id: string };
  changes?: Record<string, unknown>;
  request_id?: string;
}

/** Leaves an audit row in the transaction of the change; returns its id. */
export async function recordAudit(tx: Transaction, entry: NewAuditEntry): Promise<string> {
  const { subject, changes, ...row } = entry;
  const id = newId();
  await tx.sql('audit_entries').insert({
    id,
    ...row,
    subject_type: subject.type,
    subject_id: subject.id,
    changes: changes ?? {},
  });
  return id;
}
