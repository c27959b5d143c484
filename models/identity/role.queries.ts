import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import { fail } from '../../foundation/errors';
import {
  keysetPage,
  type KeysetOrder,
  type KeysetPage,
  type PageRequest,
} from '../../foundation/keyset';
import type { Role } from './role';

/** A role with what it allows, and how many users have it. */
export type RoleRow = ModelObject<Role> & { permissions: string[]; users: number };

/** The one order of the list. */
export const roleOrder: KeysetOrder = {
  columns: [{ sql: 'name', type: 'text' }],
  direction: 'asc',
};

const permissions = `array(
    select permission from role_permissions where role_id = roles.id order by permission
  ) as permissions`;
const users = `(
    select count(*)::integer from user_roles join users on users.id = user_roles.user_id
    where role_id = roles.id and deleted_at is null
  ) as users`;

/** A page of all roles, or of a user's. */
export async function listRoleRows(
  database: Knex,
  { user_id }: { user_id?: string },
  page: PageRequest,
): Promise<KeysetPage<RoleRow>> {
  const query = rolesOf(database);
  if (user_id !== undefined) {
    query.whereIn('id', database('user_roles').where({ user_id }).select('role_id'));
  }
  return await keysetPage<RoleRow>(database, query, page);
}

/** One role. */
export async function findRole(database: Knex, id: string): Promise<RoleRow | undefined> {
  return (await rolesOf(database).where({ id }).first()) as RoleRow | undefined;
}

/** The roles of these names; throws `validation_failed` where there is none. */
export async function rolesByName(
  database: Knex,
  names: string[],
  pointerOf: (index: number) => string,
): Promise<RoleRow[]> {
  const rows = (await rolesOf(database).whereIn('name', names)) as RoleRow[];
  const unknown = names.filter((name) => !rows.some((row) => row.name === name));
  if (unknown.length === 0) return rows;
  const detail = 'must be the name of a role';
  const errors = unknown.map((name) => ({
    ...{ pointer: pointerOf(names.indexOf(name)), code: 'unknown', detail },
  }));
  throw fail('validation_failed', undefined, errors);
}

function rolesOf(database: Knex): Knex.QueryBuilder {
  return database('roles').select('*', database.raw(permissions), database.raw(users));
}
