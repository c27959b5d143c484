import { UniqueViolationError } from 'objection';
import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { recordAudit } from '../operations/audit-entry';
import { takeQuota } from '../operations/rate-limit';
import { queueMailOrNone } from './mail-in-equal-time';
import { openCode } from './one-time-code';
import { hashPassword } from './password';
import type { Device } from './session';
import { findProven, User } from './user';
import { assertStrong } from './weak-password';

// Nobody's mailbox is filled by strangers who register with its address.
const mailsPerAddress = { name: 'registration-mails', quota: 5, window: 86_400 };

export interface NewUser {
  username: string;
  email: string;
  password: string;
  first_name?: string;
  last_name?: string;
  language?: 'fr' | 'en';
  timezone?: string;
}

/** A user who may be inserted: checked, and the password hashed before any transaction begins. */
export async function prepareUser(given: NewUser): Promise<Partial<User>> {
  const { password, ...columns } = given;
  if (given.timezone !== undefined) assertTimezone(given.timezone);
  assertStrong(password, given, '/password');
  return { ...columns, id: newId(), password_hash: await hashPassword(password) };
}

/** Creates an account with the role `member`. Known addresses are not refused: that would tell that they are known. */
export async function registerUser(
  tx: Transaction,
  row: Partial<User>,
  from: Device,
  now: Date,
): Promise<User> {
  const user = await insertUser(tx, row);
  await tx.sql.raw(
    `insert into user_roles (user_id, role_id) select ?, id from roles where name = 'member'`,
    [user.id],
  );
  await tellAddress(tx, user, from, now);
  return user;
}

/**
 * Sends a welcome and a code. Where somebody else has proven the address, they are told instead, and the new account
 * gets nothing; the database does the same work for both.
 */
async function tellAddress(tx: Transaction, user: User, from: Device, now: Date): Promise<void> {
  const { allowed } = await takeQuota(tx.sql, mailsPerAddress, user.email.toLowerCase(), now);
  const proven = await findProven(tx.sql, user.email);
  const code = await openCode(tx, user.id, now);
  const entry = await recordAudit(tx, {
    actor_id: user.id,
    owner_id: proven?.id ?? user.id,
    action: proven ? 'account.address_claimed' : 'account.registered',
    subject: { type: 'user', id: user.id },
    changes: proven ? {} : { ...from },
  });
  const first = proven
    ? ({ kind: 'security-alert', subject_id: entry } as const)
    : ({ kind: 'welcome', subject_id: user.id } as const);
  await queueMailOrNone(tx, allowed ? (proven ?? user).id : undefined, first);
  const second = allowed && !proven ? user.id : undefined;
  await queueMailOrNone(tx, second, { kind: 'otp', subject_id: code.id });
}

/** Inserts an account; throws `username_taken` when another has the name. */
export async function insertUser(tx: Transaction, row: Partial<User>): Promise<User> {
  try {
    return await User.query(tx.sql).insertAndFetch(row);
  } catch (error) {
    if (error instanceof UniqueViolationError && error.constraint === 'users_username_key') {
      throw fail('username_taken');
    }
    throw error;
  }
}

function assertTimezone(name: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    const detail = 'must be an IANA time zone';
    throw fail('validation_failed', undefined, [
      { pointer: '/timezone', code: 'timezone', detail },
    ]);
  }
}
