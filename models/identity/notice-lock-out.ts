import type { Knex } from 'knex';
import { transaction } from '../../foundation/transaction';
import { takeQuota } from '../operations/rate-limit';
import { inEqualTime } from './mail-in-equal-time';
import { noticeSecurity } from './security-notice';
import type { Device } from './session';

// Others can bring it about, as often as they like.
const mailsPerAccount = { name: 'lock-out-mails', quota: 1, window: 86_400 };

/** What was held back: attempts for a name as typed, and the account that it means, if there is one. */
interface HeldBack {
  login: string;
  user_id: string | undefined;
  from: Device;
}

/** Tells an owner, once a day at most, that attempts to sign in are held back; for a name that nobody has it is the same work. */
export async function noticeLockOut(
  database: Knex,
  { login, user_id, from }: HeldBack,
  now: Date,
): Promise<void> {
  await transaction(database, async (tx) => {
    const counted = user_id ?? login.toLowerCase();
    const { allowed } = await takeQuota(tx.sql, mailsPerAccount, counted, now);
    await inEqualTime(tx, allowed ? user_id : undefined, (inner, owner_id) =>
      noticeSecurity(inner, { owner_id, event: 'account_locked', from }),
    );
  });
}
