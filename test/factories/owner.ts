import type { Knex } from 'knex';
import { newId } from '../../foundation/ids';

/** A user's row, for tests below the API. */
export async function createOwner(database: Knex): Promise<string> {
  const id = newId();
  const row = { id, username: id, email: `${id}@example.org`, password_hash: 'none' };
  await database('users').insert(row);
  return id;
}
