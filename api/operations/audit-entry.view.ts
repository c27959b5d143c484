import type { AuditRow } from '../../models/operations/audit-entry.queries';
import type { AuditEntry } from '../../openapi/generated/types';

/** A row of the audit log as the contract shows it. */
export function auditEntryView(row: AuditRow): AuditEntry {
  const { id, actor_id, actor_username, owner_id, action, changes, request_id } = row;
  return {
    ...{ id, actor_id, actor_username, owner_id, action, changes, request_id },
    subject: { type: row.subject_type, id: row.subject_id },
    created_at: row.created_at.toISOString(),
  };
}
