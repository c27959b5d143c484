import { createHash, randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { BaseModel } from '../../foundation/base-model';
import type { Language } from '../../foundation/language';
import type { Transaction } from '../../foundation/transaction';

/** The address by which calendar applications read the posts of a user: whoever has it may. */
export class CalendarFeed extends BaseModel {
  static override readonly tableName = 'calendar_feeds';
  static override readonly idColumn = 'owner_id';

  declare owner_id: string;
  declare token_hash: string;
  declare created_at: Date;
}

/** Makes the address, in place of one that was there. The token is random in full, so a plain hash keeps it. */
export async function renewFeed(
  tx: Transaction,
  owner_id: string,
  now: Date,
): Promise<{ feed: CalendarFeed; token: string }> {
  const token = randomBytes(32).toString('base64url');
  const row = { owner_id, token_hash: hashOf(token), created_at: now };
  const feed = await CalendarFeed.query(tx.sql)
    .insert(row)
    .onConflict('owner_id')
    .merge()
    .returning('*');
  return { feed, token };
}

export async function findFeed(
  database: Knex,
  owner_id: string,
): Promise<CalendarFeed | undefined> {
  return await CalendarFeed.query(database).findById(owner_id);
}

/** Whose feed a token reads, and how its owner speaks; nobody's who may not enter the studio any more. */
export async function readerOf(
  database: Knex,
  token: string,
): Promise<{ owner_id: string; language: Language } | undefined> {
  return await database('calendar_feeds')
    .join('users', 'users.id', 'calendar_feeds.owner_id')
    .where({ token_hash: hashOf(token), is_active: true })
    .whereNull('deleted_at')
    .whereExists((permissions) => {
      void permissions
        .from('user_roles')
        .join('role_permissions', 'role_permissions.role_id', 'user_roles.role_id')
        .whereRaw('user_roles.user_id = users.id')
        .where({ permission: 'studio.use' });
    })
    .first<{ owner_id: string; language: Language } | undefined>('owner_id', 'language');
}

export async function endFeed(tx: Transaction, owner_id: string): Promise<void> {
  await CalendarFeed.query(tx.sql).deleteById(owner_id);
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
