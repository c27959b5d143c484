import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import type { Permission } from './can';

/** What a row of `users` has, as columns of a query over it. */
export const rolesOfUser = `array(
    select roles.name from user_roles join roles on roles.id = user_roles.role_id
    where user_roles.user_id = users.id order by roles.name
  ) as roles`;
export const permissionsOfUser = `array(
    select distinct permission from user_roles
    join role_permissions on role_permissions.role_id = user_roles.role_id
    where user_roles.user_id = users.id order by permission
  ) as permissions`;

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

/** What the roles of a user allow; nothing where there is no such user. */
export async function permissionsOf(
  database: Knex,
  which: { id: string; is_active?: boolean },
): Promise<string[]> {
  const row = await database('users')
    .where(which)
    .whereNull('deleted_at')
    .select(database.raw(permissionsOfUser))
    .first<{ permissions: string[] } | undefined>();
  return row?.permissions ?? [];
}
