// What holds for every change of users and roles: nobody gives, takes or touches more than they may do themselves, and
// nobody is locked out - neither whoever acts, nor the last one who could manage users and roles.
import type { Knex } from 'knex';
import { fail } from '../../foundation/errors';
import type { Transaction } from '../../foundation/transaction';
import { AccountErasure } from './account-erasure';
import { authorize, type Permission } from './can';
import { permissionsOf } from './permitted-users.queries';
import type { SignedInUser } from './signed-in-user';

const managing: Permission[] = ['users.manage', 'roles.manage'];

/** Whoever changes users or roles, and what they may do at this moment. */
export interface Administrator {
  id: string;
  permissions: string[];
  /** Whether somebody could manage users and roles before the change. */
  was_managed: boolean;
}

/** What a change of users or roles is made by, and when. */
export interface AdminChange {
  admin: Administrator;
  request_id: string;
  now: Date;
}

/** Waits until nobody else changes who may manage users and roles. */
export async function lockAdministration(tx: Transaction): Promise<void> {
  await tx.sql.raw(`select pg_advisory_xact_lock(hashtext('administration'))`);
}

/**
 * Begins a change: one at a time, so that two who take each other's rights do not both succeed. What the actor may do is
 * read again, behind the lock.
 * @throws `forbidden` (403)
 */
export async function beginAdministration(
  tx: Transaction,
  user: SignedInUser,
  permission: Permission,
): Promise<Administrator> {
  await lockAdministration(tx);
  const permissions = await permissionsOf(tx.sql, { id: user.id, is_active: true });
  authorize({ ...user, permissions }, permission);
  return { id: user.id, permissions, was_managed: await isManaged(tx.sql) };
}

/** Throws `forbidden` unless the actor may do all of this themselves. */
export function assertWithin({ permissions }: Administrator, wanted: string[]): void {
  const beyond = wanted.filter((one) => !permissions.includes(one));
  if (beyond.length === 0) return;
  throw fail('forbidden', `This needs permissions that you do not have: ${beyond.join(', ')}.`);
}

/** Throws `administration_lockout` when the change, which was made, would lock the actor or everybody out. */
export async function assertNobodyLockedOut(tx: Transaction, admin: Administrator): Promise<void> {
  const left = await permissionsOf(tx.sql, { id: admin.id, is_active: true });
  const had = managing.filter((one) => admin.permissions.includes(one));
  if (!had.every((one) => left.includes(one))) {
    throw fail('administration_lockout', 'You could not manage users and roles any more.');
  }
  if (admin.was_managed && !(await isManaged(tx.sql))) {
    throw fail('administration_lockout', 'Nobody could manage users and roles any more.');
  }
}

/** Whether there is somebody who may manage users and roles. Who is leaving does not count. */
export async function isManaged(database: Knex): Promise<boolean> {
  const leaving = AccountErasure.query(database).where({ state: 'scheduled' }).select('owner_id');
  const found = await database('role_permissions')
    .join('user_roles', 'user_roles.role_id', 'role_permissions.role_id')
    .join('users', 'users.id', 'user_roles.user_id')
    .whereIn('permission', managing)
    .where({ is_active: true, deleted_at: null })
    .whereNotIn('users.id', leaving.toKnexQuery())
    .groupBy('users.id')
    .havingRaw('count(distinct permission) = ?', [managing.length])
    .limit(1)
    .pluck<string[]>('users.id');
  return found.length > 0;
}
