// What touches the safety of an account leaves an audit row, and where its owner should know, a mail about that row.
import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import type { SecurityEvent } from '../messaging/mail-data';
import { queueMail } from '../messaging/queue-mail';
import { recordAudit } from '../operations/audit-entry';
import type { AdminChange } from './administration';
import type { Device } from './session';

/** What happened, to whom, and from where it was done. */
export interface SecurityNotice {
  owner_id: string;
  event: SecurityEvent;
  from: Device;
  /** What it happened to; the account itself when it is not said. */
  subject?: { type: 'session' | 'api_key'; id: string };
}

/** What happened where and when, as the mail says it. */
export interface NoticedEvent extends Device {
  event: SecurityEvent;
  created_at: Date;
}

const prefix = 'account.';

/** Leaves the audit row and has its owner told. */
export async function noticeSecurity(tx: Transaction, notice: SecurityNotice): Promise<void> {
  const { owner_id, event, from } = notice;
  const { subject = { type: 'user', id: owner_id } } = notice;
  const subject_id = await recordAudit(tx, {
    actor_id: owner_id,
    owner_id,
    action: `${prefix}${event}`,
    subject,
    changes: { ...from },
  });
  await queueMail(tx, { owner_id, kind: 'security-alert', subject_id });
}

/** Leaves the audit row of what an administrator did to an account, and has its owner told. */
export async function noticeAdministration(
  tx: Transaction,
  owner_id: string,
  event: SecurityEvent & `${string}_by_admin`,
  { admin, request_id }: AdminChange,
  changes: Record<string, unknown> = {},
): Promise<void> {
  const action = `${prefix}${event}`;
  const entry = { action, subject: { type: 'user', id: owner_id }, changes, request_id };
  const subject_id = await recordAudit(tx, { actor_id: admin.id, owner_id, ...entry });
  await queueMail(tx, { owner_id, kind: 'security-alert', subject_id });
}

/** The row that a security alert is about. */
export async function findNotice(database: Knex, id: string): Promise<NoticedEvent | undefined> {
  const row = await database('audit_entries')
    .where({ id })
    .first<{ action: string; changes: Partial<Device>; created_at: Date } | undefined>(
      'action',
      'changes',
      'created_at',
    );
  if (!row) return undefined;
  const { device = '', ip = '' } = row.changes;
  const event = row.action.slice(prefix.length) as SecurityEvent;
  return { event, device, ip, created_at: row.created_at };
}
