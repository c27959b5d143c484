import type { Knex } from 'knex';
import type { ModelObject } from 'objection';
import {
  keysetPage,
  type KeysetOrder,
  type KeysetPage,
  type PageRequest,
} from '../../foundation/keyset';
import { containing } from '../operations/search';
import { rolesOfUser } from './permitted-users.queries';
import type { User } from './user';

/** An account with the names of its roles, and when it is to be erased. */
export type UserRow = Omit<ModelObject<User>, 'password_hash'> & {
  roles: string[];
  erase_at: Date | null;
};

export interface UserFilters {
  search?: string;
  role?: string;
  is_active?: boolean;
}

const id = { sql: 'users.id', type: 'uuid' } as const;
const byCreation = [{ sql: 'users.created_at', type: 'timestamptz' } as const, id];
const byName = [{ sql: 'users.username', type: 'text' } as const, id];

/** The orders of the list, by the names of the contract. */
export const userOrders = {
  created_at: { columns: byCreation, direction: 'asc' },
  '-created_at': { columns: byCreation, direction: 'desc' },
  username: { columns: byName, direction: 'asc' },
  '-username': { columns: byName, direction: 'desc' },
} satisfies Record<string, KeysetOrder>;

const searched = ['username', 'email', 'first_name', 'last_name'];
const shown = [
  ...['id', 'username', 'email', 'email_verified_at', 'first_name', 'last_name', 'language'],
  ...['timezone', 'is_active', 'version', 'created_at', 'updated_at', 'deleted_at'],
].map((column) => `users.${column}`);
const eraseAt = `(
    select erase_at from account_erasures where owner_id = users.id and state = 'scheduled'
  ) as erase_at`;

/** A page of the accounts that are not deleted. */
export async function listUserRows(
  database: Knex,
  { search, role, is_active }: UserFilters,
  page: PageRequest,
): Promise<KeysetPage<UserRow>> {
  const query = living(database);
  if (is_active !== undefined) query.where({ is_active });
  if (role !== undefined) query.whereIn('users.id', havingRole(database, role));
  if (search !== undefined) {
    query.where((any) => {
      for (const column of searched) void any.orWhereRaw(...containing(column, search));
    });
  }
  return await keysetPage<UserRow>(database, query, page);
}

/** One account that is not deleted. */
export async function findUserRow(database: Knex, userId: string): Promise<UserRow | undefined> {
  return (await living(database).where({ 'users.id': userId }).first()) as UserRow | undefined;
}

function living(database: Knex): Knex.QueryBuilder {
  return database('users')
    .whereNull('users.deleted_at')
    .select(...shown, database.raw(rolesOfUser), database.raw(eraseAt));
}

function havingRole(database: Knex, name: string): Knex.QueryBuilder {
  return database('user_roles')
    .join('roles', 'roles.id', 'user_roles.role_id')
    .where({ name })
    .select('user_roles.user_id');
}
