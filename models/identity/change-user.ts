// What admins change of an account. Whoever does must be allowed all that its user is.
import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { type AdminChange, assertNobodyLockedOut, assertWithin } from './administration';
import { permissionsOf } from './permitted-users.queries';
import { cancelUserErasure } from './request-erasure';
import { revokeApiKeys } from './revoke-api-keys';
import type { RoleRow } from './role.queries';
import { revokeSessions } from './session';
import { recordUserChange } from './record-user-change';
import { findUserRow, type UserRow } from './user.queries';

export interface UserEdit {
  first_name?: string;
  last_name?: string;
  is_active?: boolean;
}

/**
 * Changes what is named. Deactivated, the user's sessions and keys end; activated, the account stays that an
 * administrator wanted erased.
 * @throws `administration_lockout` (409), `forbidden` (403)
 */
export async function updateUser(
  tx: Transaction,
  { id, is_active }: UserRow,
  edit: UserEdit,
  change: AdminChange,
): Promise<UserRow> {
  assertWithin(change.admin, await permissionsOf(tx.sql, { id }));
  await touch(tx, id, edit, change.now);
  if (is_active && edit.is_active === false) await endAccess(tx, id, change);
  if (edit.is_active) await cancelUserErasure(tx, id, change);
  await assertNobodyLockedOut(tx, change.admin);
  const activity = edit.is_active === undefined ? {} : { is_active: edit.is_active };
  const changes = { fields: Object.keys(edit), ...activity };
  await recordUserChange(tx, id, change, { action: 'user.update', changes });
  return await present(tx, id);
}

/**
 * Leaves the user with these roles and no others.
 * @throws `administration_lockout` (409), `forbidden` (403)
 */
export async function setUserRoles(
  tx: Transaction,
  user: UserRow,
  roles: RoleRow[],
  change: AdminChange,
): Promise<UserRow> {
  const { id } = user;
  const names = roles.map(({ name }) => name);
  const added = names.filter((name) => !user.roles.includes(name));
  const removed = user.roles.filter((name) => !names.includes(name));
  if (added.length + removed.length === 0) return user;
  const wanted = roles.flatMap(({ permissions }) => permissions);
  assertWithin(change.admin, [...(await permissionsOf(tx.sql, { id })), ...wanted]);
  const role_ids = roles.map((role) => role.id);
  await tx.sql('user_roles').where({ user_id: id }).whereNotIn('role_id', role_ids).delete();
  const rows = role_ids.map((role_id) => ({ user_id: id, role_id }));
  if (rows.length > 0) await tx.sql('user_roles').insert(rows).onConflict().ignore();
  await touch(tx, id, {}, change.now);
  await assertNobodyLockedOut(tx, change.admin);
  await recordUserChange(tx, id, change, { action: 'user.roles', changes: { added, removed } });
  return await present(tx, id);
}

/** Ends a user's sessions and keys for good. */
async function endAccess(tx: Transaction, id: string, { admin, now }: AdminChange): Promise<void> {
  await revokeSessions(tx.sql, { owner_id: id }, 'deactivated', now);
  await revokeApiKeys(tx, { owner_id: id }, admin.id, now);
}

async function touch(tx: Transaction, id: string, edit: UserEdit, now: Date): Promise<void> {
  const version = tx.sql.raw('version + 1');
  await tx
    .sql('users')
    .where({ id })
    .update({ ...edit, updated_at: now, version });
}

async function present(tx: Transaction, id: string): Promise<UserRow> {
  const row = await findUserRow(tx.sql, id);
  if (!row) throw fail('not_found');
  return row;
}
