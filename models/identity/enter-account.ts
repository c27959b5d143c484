import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { takeQuota } from '../operations/rate-limit';
import { noticeSecurity } from './security-notice';
import { openSession, Session, type Device } from './session';
import { knownDevice } from './sign-in-attempts';
import type { User } from './user';

const day = 86_400;
// Somebody who travels has many new networks.
const mailsPerAccount = { name: 'new-device-mails', quota: 1, window: day };
/** Sessions are forgotten after as long, so an older account without any may have had some. */
const sessionsKeptMs = 30 * day * 1000;

type Account = Pick<User, 'id' | 'password_hash' | 'created_at'>;

/** Opens a session for who has proven who they are; its owner is told of a device that the account has not seen, once a day at most. */
export async function enterAccount(
  tx: Transaction,
  user: Account,
  { from, family }: { from: Device; family: string | undefined },
  now: Date,
): Promise<Session> {
  const owner_id = user.id;
  await holdProven(tx, user);
  const known = await knownDevice(tx.sql, { user_id: owner_id, from, family });
  const isNews = !known && !(await isFirstEntry(tx, user, now));
  const session = await openSession(tx.sql, owner_id, from, now);
  if (!isNews) return session;
  const { allowed } = await takeQuota(tx.sql, mailsPerAccount, owner_id, now);
  if (allowed) {
    const subject = { type: 'session', id: session.id } as const;
    await noticeSecurity(tx, { owner_id, event: 'new_device', from, subject });
  }
  return session;
}

/**
 * A change of the password, or who deactivates the account meanwhile, waits for the session that it is to end, or lets
 * nobody in.
 */
async function holdProven(tx: Transaction, { id, password_hash }: Account): Promise<void> {
  const account = { id, password_hash, is_active: true, deleted_at: null };
  const held = await tx.sql('users').where(account).forShare().select('id');
  if (held.length === 0) throw fail('invalid_credentials');
}

/** Whoever registered a moment ago need not be told where from. */
async function isFirstEntry(
  tx: Transaction,
  { id, created_at }: Account,
  now: Date,
): Promise<boolean> {
  if (now.getTime() - created_at.getTime() > sessionsKeptMs) return false;
  return (await Session.query(tx.sql).findOne({ owner_id: id })) === undefined;
}
