import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { lockAccount } from '../../models/identity/lock-account';
import { findUserRow, type UserRow } from '../../models/identity/user.queries';
import type { User } from '../../openapi/generated/types';
import { etag } from '../etag';
import { reply, type Reply } from '../operation';
import { userView } from './user.view';

/** The account, or `not_found`. */
export async function foundUser(database: Knex, id: string): Promise<UserRow> {
  const row = await findUserRow(database, id);
  if (!row) throw fail('not_found');
  return row;
}

/** The account, held so that nothing comes between what is read and what is changed; or `not_found`. */
export async function heldUser(tx: Transaction, id: string): Promise<UserRow> {
  await lockAccount(tx, id);
  return await foundUser(tx.sql, id);
}

/** The answer that shows an account and its version. */
export function userReply(row: UserRow): Reply<200, User> {
  return reply(200, userView(row), { etag: etag(row.version) });
}
