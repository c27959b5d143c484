import type { Transaction } from '../../foundation/transaction';
import type { Permission } from './can';

/** Those who may do something: whom news about it concerns. */
export async function usersWith(tx: Transaction, permission: Permission): Promise<string[]> {
  return await tx
    .sql('users')
    .join('user_roles', 'user_roles.user_id', 'users.id')
    .join('role_permissions', 'role_permissions.role_id', 'user_roles.role_id')
    .where({ 'role_permissions.permission': permission, 'users.is_active': true })
    .whereNull('users.deleted_at')
    .distinct('users.id')
    .orderBy('users.id')
    .pluck<string[]>('users.id');
}
