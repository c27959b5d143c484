import type { Knex } from 'knex';
import { newId } from '../../foundation/ids';
import { transaction } from '../../foundation/transaction';
import { takeQuota } from '../operations/rate-limit';
import { queueMailOrNone } from './mail-in-equal-time';
import { openCode } from './one-time-code';
import { findByAddress } from './user';

// Whoever asks: nobody's mailbox is filled by strangers, and a code is not guessed by asking for many.
const mailsPerAddress = { name: 'code-mails', quota: 5, window: 3600 };

/**
 * Sends another code to an address that waits to be proven. Unknown and proven addresses, and those that had enough
 * mails, cost the same work and change nothing.
 */
export async function requestCode(database: Knex, email: string, now: Date): Promise<void> {
  await transaction(database, async (tx) => {
    const { allowed } = await takeQuota(tx.sql, mailsPerAddress, email.toLowerCase(), now);
    const user = await findByAddress(tx.sql, email);
    const waits = user !== undefined && user.email_verified_at === null && allowed;
    // The id of a code for nobody is thrown away with its mail.
    const subject_id = waits ? (await openCode(tx, user.id, now)).id : newId();
    await queueMailOrNone(tx, waits ? user.id : undefined, { kind: 'otp', subject_id });
  });
}
