import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { mailWorkflowId, type SendMailInput } from '../../workflows/messaging/contract';
import { type CommandFor, requestWorkflow } from '../operations/workflow-command';
import type { Mail } from './mail';
import type { MailKind } from './mail-kind';

export interface NewMail {
  /** Who gets it: at their address, in their language. */
  owner_id: string;
  kind: MailKind;
  subject_id: string;
  due_on?: string;
  /** Ids, counts and harmless words: never addresses, codes or tokens. */
  data?: Record<string, string | number>;
}

/** Has a mail sent once the transaction is committed. There is one per kind, subject and due date: a second call does nothing. */
export async function queueMail(tx: Transaction, mail: NewMail): Promise<void> {
  const { owner_id, kind, subject_id, due_on = '', data = {} } = mail;
  const { rows } = await tx.sql.raw<{ rows: Pick<Mail, 'id' | 'owner_id' | 'kind'>[] }>(
    `insert into mails (id, owner_id, kind, subject_id, due_on, data, language)
     select ?, id, ?, ?, ?, ?::jsonb, language from users where id = ?
     on conflict (kind, subject_id, due_on) do nothing
     returning id, owner_id, kind`,
    [newId(), kind, subject_id, due_on, JSON.stringify(data), owner_id],
  );
  for (const planned of rows) await requestWorkflow(tx, mailWorkflow(planned));
}

/** The command that starts the workflow of a mail. */
export function mailWorkflow(
  mail: Pick<Mail, 'id' | 'owner_id' | 'kind'>,
): CommandFor<SendMailInput> {
  return {
    owner_id: mail.owner_id,
    workflow_id: mailWorkflowId(mail.id),
    workflow_type: 'sendMail',
    input: { mail_id: mail.id },
    subject_id: mail.id,
    summary: `Mail: ${mail.kind}`,
  };
}
