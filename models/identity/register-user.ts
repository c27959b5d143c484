import { UniqueViolationError } from 'objection';
import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { hashPassword } from './password';
import { User } from './user';

export interface NewUser {
  username: string;
  email: string;
  password: string;
  first_name?: string;
  last_name?: string;
  language?: 'fr' | 'en';
  timezone?: string;
}

/** Creates an account with the role `member`. Known addresses are not refused: that would tell that they are known. */
export async function registerUser(tx: Transaction, given: NewUser): Promise<User> {
  const { password, ...columns } = given;
  if (given.timezone !== undefined) assertTimezone(given.timezone);
  const row = { ...columns, id: newId(), password_hash: await hashPassword(password) };
  const user = await insertUser(tx, row);
  await tx.sql.raw(
    `insert into user_roles (user_id, role_id) select ?, id from roles where name = 'member'`,
    [user.id],
  );
  return user;
}

async function insertUser(tx: Transaction, row: Partial<User>): Promise<User> {
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
