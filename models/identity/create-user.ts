import { randomBytes } from 'node:crypto';
import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { queueMail } from '../messaging/queue-mail';
import { type AdminChange, assertWithin } from './administration';
import { prepareUser, insertUser } from './register-user';
import { resetMail } from './request-reset';
import { rolesByName } from './role.queries';
import { findProven, type User } from './user';
import { recordUserChange } from './record-user-change';
import { findUserRow, type UserRow } from './user.queries';

export interface UserWish {
  username: string;
  email: string;
  first_name?: string;
  last_name?: string;
  language?: 'fr' | 'en';
  timezone?: string;
}

/** A row for an account whose password nobody knows. */
export async function prepareInvited(wish: UserWish): Promise<Partial<User>> {
  return await prepareUser({ ...wish, password: randomBytes(32).toString('base64url') });
}

/**
 * Creates an account for somebody, who is mailed a link to choose a password.
 * @throws `username_taken`, `email_taken` (409), `forbidden` (403), `validation_failed` (400)
 */
export async function createUser(
  tx: Transaction,
  row: Partial<User>,
  names: string[],
  change: AdminChange,
): Promise<UserRow> {
  const roles = await rolesByName(tx.sql, names, (index) => `/roles/${index}`);
  assertWithin(
    change.admin,
    roles.flatMap((role) => role.permissions),
  );
  if (await findProven(tx.sql, row.email ?? '')) throw fail('email_taken');
  const { id } = await insertUser(tx, row);
  const given = roles.map((role) => ({ user_id: id, role_id: role.id }));
  if (given.length > 0) await tx.sql('user_roles').insert(given);
  await recordUserChange(tx, id, change, { action: 'user.create', changes: { roles: names } });
  await queueMail(tx, { owner_id: id, kind: 'welcome', subject_id: id });
  await queueMail(tx, { owner_id: id, ...resetMail(change.now) });
  const created = await findUserRow(tx.sql, id);
  if (!created) throw fail('not_found');
  return created;
}
