import type { Knex } from 'knex';
import { newId } from '../../foundation/ids';
import { transaction } from '../../foundation/transaction';
import type { NewMail } from '../messaging/queue-mail';
import { takeQuota } from '../operations/rate-limit';
import { queueMailOrNone } from './mail-in-equal-time';
import { findByAddress } from './user';

/** How long the token of a mail holds, in minutes; the mail says it. */
export const resetMinutes = 30;
// Nobody's mailbox is filled by strangers.
const mailsPerAddress = { name: 'reset-mails', quota: 3, window: 3600 };

/**
 * Sends a link for a new password to the account of an address. Unknown addresses, and those that had enough mails, cost
 * the same work and send nothing. The token is derived from the account when the mail is sent; the row holds its end.
 */
export async function requestReset(database: Knex, email: string, now: Date): Promise<void> {
  await transaction(database, async (tx) => {
    const { allowed } = await takeQuota(tx.sql, mailsPerAddress, email.toLowerCase(), now);
    const user = await findByAddress(tx.sql, email);
    await queueMailOrNone(tx, allowed ? user?.id : undefined, resetMail(now));
  });
}

/** A mail with a link for a new password, to whomever it is sent. */
export function resetMail(now: Date): Omit<NewMail, 'owner_id'> {
  const expires = Math.floor(now.getTime() / 1000) + resetMinutes * 60;
  return { kind: 'password-reset', subject_id: newId(), data: { expires } };
}
