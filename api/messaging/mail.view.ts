import type { Mail as MailRow } from '../../models/messaging/mail';
import type { MailRow as Listed } from '../../models/messaging/mail.queries';
import type { Mail, MailErrorCode } from '../../openapi/generated/types';

/** A mail as the contract shows it. */
export function mailView(row: MailRow | Listed): Mail {
  return {
    id: row.id,
    owner_id: row.owner_id,
    kind: row.kind,
    subject_id: row.subject_id,
    due_on: row.due_on,
    language: row.language,
    state: row.state,
    message_id: row.message_id,
    attempts: row.attempts,
    unknown_attempts: row.unknown_attempts,
    error_code: row.error_code as MailErrorCode | null,
    smtp_status: row.smtp_status,
    smtp_reply: row.smtp_reply,
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}
