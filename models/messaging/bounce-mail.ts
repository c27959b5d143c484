import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { readBounceReport } from './bounce-report';
import { Mail, type MailState } from './mail';
import { harmlessReply } from './smtp-reply';

/** What was never handed over did not come back; what is being sent has another outcome in a moment. */
const unmoved: MailState[] = ['sending', 'cancelled'];

/**
 * Marks the mail that a report (RFC 3464) tells of as bounced; one that waits for another attempt gets none. A report that
 * comes twice changes nothing.
 * @throws `bounce_report_invalid` (422) when it tells of no failure or of no mail, `not_found` when the mail is none of ours,
 * `mail_state_conflict` (409) while it is being sent and when it was cancelled
 */
export async function bounceMail(tx: Transaction, raw: string, now: Date): Promise<Mail> {
  const report = readBounceReport(raw);
  if (!report) throw fail('bounce_report_invalid');
  const { message_id, smtp_status, reply, recipient } = report;
  const mail = await Mail.query(tx.sql).findOne({ message_id }).forUpdate();
  if (!mail) throw fail('not_found');
  if (mail.state === 'bounced') return mail;
  if (unmoved.includes(mail.state)) {
    throw fail('mail_state_conflict', `The mail is ${mail.state}.`);
  }
  return await Mail.query(tx.sql).patchAndFetchById(mail.id, {
    state: 'bounced',
    error_code: 'returned',
    smtp_status,
    smtp_reply: harmlessReply(reply, recipient) || null,
    next_attempt_at: null,
    updated_at: now,
    finished_at: now,
  });
}
