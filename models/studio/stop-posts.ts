import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import { Post } from './post';
import { PostTarget } from './post-target';

/** Cancels all that an owner has not published yet, and nobody is told: the account is being erased. */
export async function cancelPostsOf(tx: Transaction, owner_id: string, now: Date): Promise<void> {
  // Whoever claims a target locks its post first.
  await Post.query(tx.sql)
    .where({ owner_id })
    .whereNotIn('status', ['posted', 'cancelled'])
    .orderBy('id')
    .forUpdate();
  await PostTarget.query(tx.sql)
    .where({ owner_id })
    .whereIn('status', ['draft', 'scheduled'])
    .patch({ status: 'cancelled', next_at: null, updated_at: now });
}

/** Everybody on whose behalf something may be published. */
export function publishingOwners(database: Knex): Knex.QueryBuilder {
  const leaving = database('account_erasures').whereRaw('owner_id = users.id');
  return database('users')
    .where({ is_active: true, deleted_at: null })
    .whereNotExists(leaving.where({ state: 'scheduled' }));
}

/**
 * Nothing is published on behalf of who is `leaving`: they are to be erased, or deactivated, which may be taken back. What
 * is `erased` comes back no more.
 */
export type OwnerState = 'here' | 'leaving' | 'erased';

/** Whether anything may be published on behalf of an owner. */
export async function ownerState(database: Knex, owner_id: string): Promise<OwnerState> {
  return (await ownerStates(database, [owner_id])).get(owner_id) ?? 'erased';
}

/** Whether anything may be published on behalf of owners; who is not there any more is `erased`, too. */
export async function ownerStates(
  database: Knex,
  ownerIds: string[],
): Promise<Map<string, OwnerState>> {
  const here = await publishingOwners(database).whereIn('id', ownerIds).pluck<string[]>('id');
  const states = new Map<string, OwnerState>(here.map((id) => [id, 'here']));
  const others = ownerIds.filter((id) => !states.has(id));
  if (others.length === 0) return states;
  const known = database('users').whereIn('id', others).where({ deleted_at: null });
  for (const id of await known.pluck<string[]>('id')) states.set(id, 'leaving');
  return states;
}

/** Whether a platform is being called for an owner. */
export async function publishing(database: Knex, owner_id: string): Promise<boolean> {
  const calls = PostTarget.query(database).where({ owner_id, status: 'publishing' });
  return (await calls.resultSize()) > 0;
}
