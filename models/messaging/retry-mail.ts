import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { requestWorkflow } from '../operations/workflow-command';
import { Mail, type MailState } from './mail';
import { mailWorkflow } from './queue-mail';

const ended: MailState[] = ['bounced', 'failed', 'unconfirmed'];

/**
 * Has a mail sent again that bounced, failed or that nobody confirmed, or sooner if it waits for its next attempt. It keeps its
 * Message-ID.
 * @throws `mail_state_conflict` (409) when it is being sent, was sent or is not wanted any more
 */
export async function retryMail(tx: Transaction, id: string, now: Date): Promise<Mail> {
  const mail = await Mail.query(tx.sql).findById(id).forUpdate();
  if (!mail) throw fail('not_found');
  const waits = mail.state === 'planned' && mail.next_attempt_at !== null;
  if (!ended.includes(mail.state) && !waits) {
    throw fail('mail_state_conflict', `The mail is ${mail.state}.`);
  }
  const planned = await Mail.query(tx.sql).patchAndFetchById(id, {
    state: 'planned',
    unknown_attempts: 0,
    next_attempt_at: null,
    give_up_at: null,
    finished_at: null,
    updated_at: now,
  });
  await requestWorkflow(tx, { ...mailWorkflow(planned), poke: true, restart: true });
  return planned;
}
