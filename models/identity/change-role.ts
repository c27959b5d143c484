// Roles as rows. Whoever changes one must be allowed all that it allows, before and after.
import { UniqueViolationError } from 'objection';
import { fail } from '../../foundation/errors';
import { newId } from '../../foundation/ids';
import type { Transaction } from '../../foundation/transaction';
import { recordAudit } from '../operations/audit-entry';
import { type AdminChange, assertNobodyLockedOut, assertWithin } from './administration';
import { assertPermissions } from './permission.queries';
import { Role } from './role';
import { findRole, type RoleRow } from './role.queries';

export interface RoleWish {
  name?: string;
  description?: string;
  permissions?: string[];
}

/**
 * Makes a role.
 * @throws `role_name_taken` (409), `forbidden` (403), `validation_failed` (400)
 */
export async function createRole(
  tx: Transaction,
  { permissions, ...given }: RoleWish & { name: string; permissions: string[] },
  change: AdminChange,
): Promise<RoleRow> {
  await assertPermissions(tx.sql, permissions);
  assertWithin(change.admin, permissions);
  const { now } = change;
  const times = { created_at: now, updated_at: now };
  const { id } = await namedOnce(
    Role.query(tx.sql).insertAndFetch({ id: newId(), description: '', ...given, ...times }),
  );
  await setPermissions(tx, id, permissions);
  const changes = { name: given.name, added: permissions };
  await audit(tx, change, id, { action: 'role.create', changes });
  return await present(tx, id);
}

/**
 * Changes what is named.
 * @throws `role_protected`, `role_name_taken`, `administration_lockout` (409), `forbidden` (403)
 */
export async function updateRole(
  tx: Transaction,
  role: RoleRow,
  { permissions, ...given }: RoleWish,
  change: AdminChange,
): Promise<RoleRow> {
  const renamed = given.name !== undefined && given.name !== role.name;
  if (role.is_protected && renamed) throw fail('role_protected');
  await assertPermissions(tx.sql, permissions ?? []);
  assertWithin(change.admin, [...role.permissions, ...(permissions ?? [])]);
  const { id, version } = role;
  const stamped = { ...given, version: version + 1, updated_at: change.now };
  await namedOnce(Role.query(tx.sql).findById(id).patch(stamped));
  if (permissions) await setPermissions(tx, id, permissions);
  await assertNobodyLockedOut(tx, change.admin);
  const after = permissions ?? role.permissions;
  const changes = {
    fields: Object.keys({ ...given, ...(permissions && { permissions }) }),
    added: after.filter((one) => !role.permissions.includes(one)),
    removed: role.permissions.filter((one) => !after.includes(one)),
  };
  await audit(tx, change, id, { action: 'role.update', changes });
  return await present(tx, id);
}

/**
 * Removes a role that nobody has.
 * @throws `role_protected`, `role_in_use` (409), `forbidden` (403)
 */
export async function deleteRole(
  tx: Transaction,
  role: RoleRow,
  change: AdminChange,
): Promise<void> {
  if (role.is_protected) throw fail('role_protected');
  assertWithin(change.admin, role.permissions);
  const { id, name, users } = role;
  if (users > 0) throw fail('role_in_use', `Users who have it: ${users}.`);
  await Role.query(tx.sql).deleteById(id);
  const changes = { name, removed: role.permissions };
  await audit(tx, change, id, { action: 'role.delete', changes });
}

async function present(tx: Transaction, id: string): Promise<RoleRow> {
  const row = await findRole(tx.sql, id);
  if (!row) throw fail('not_found');
  return row;
}

async function setPermissions(tx: Transaction, role_id: string, codes: string[]): Promise<void> {
  await tx.sql('role_permissions').where({ role_id }).whereNotIn('permission', codes).delete();
  const rows = codes.map((permission) => ({ role_id, permission }));
  if (rows.length > 0) await tx.sql('role_permissions').insert(rows).onConflict().ignore();
}

async function namedOnce<T>(writing: PromiseLike<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    if (error instanceof UniqueViolationError) throw fail('role_name_taken');
    throw error;
  }
}

async function audit(
  tx: Transaction,
  { admin, request_id }: AdminChange,
  id: string,
  entry: { action: string; changes: Record<string, unknown> },
): Promise<void> {
  const subject = { type: 'role', id };
  await recordAudit(tx, { actor_id: admin.id, subject, request_id, ...entry });
}
