import type { Knex } from 'knex';
import { BaseModel } from '../../foundation/base-model';

/** A person with an account. An address is theirs alone only once it is verified. */
export class User extends BaseModel {
  static override readonly tableName = 'users';

  declare id: string;
  declare username: string;
  declare email: string;
  declare password_hash: string;
  declare first_name: string;
  declare last_name: string;
  declare language: 'fr' | 'en';
  declare timezone: string;
  declare email_verified_at: Date | null;
  declare is_active: boolean;
  declare version: number;
  declare created_at: Date;
  declare updated_at: Date;
  declare deleted_at: Date | null;
}

/** What others call a person. */
export function nameOfUser(user: Pick<User, 'first_name' | 'last_name' | 'username'>): string {
  return `${user.first_name} ${user.last_name}`.trim() || user.username;
}

/** The living user with this id. */
export async function findUser(database: Knex, id: string): Promise<User | undefined> {
  return User.query(database).findById(id).whereNull('deleted_at');
}

/**
 * The account that a username or an address signs in to. No username has an `@`. Several accounts may claim one
 * address: the one that proved it is meant, else the newest.
 */
export async function findByLogin(database: Knex, login: string): Promise<User | undefined> {
  const users = User.query(database).whereNull('deleted_at').where('is_active', true);
  if (!login.includes('@')) {
    return users.whereRaw('lower(username) = lower(?)', [login]).first();
  }
  return users
    .whereRaw('lower(email) = lower(?)', [login])
    .orderByRaw('email_verified_at is null, created_at desc')
    .first();
}

/** The account that a mail to this address is meant for: the one that proved it, else the newest that claims it. */
export async function findByAddress(database: Knex, email: string): Promise<User | undefined> {
  return email.includes('@') ? await findByLogin(database, email) : undefined;
}

/** The account that has proven this address. */
export async function findProven(database: Knex, email: string): Promise<User | undefined> {
  return await User.query(database)
    .whereRaw('lower(email) = lower(?)', [email])
    .whereNotNull('email_verified_at')
    .whereNull('deleted_at')
    .first();
}
