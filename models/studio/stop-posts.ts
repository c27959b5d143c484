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
  const [here] = await publishingOwners(database).where({ id: owner_id }).pluck<string[]>('id');
  if (here) return 'here';
  const there = database('users').where({ id: owner_id, deleted_at: null });
  return (await there.pluck<string[]>('id')).length > 0 ? 'leaving' : 'erased';
}

/** Whether a platform is being called for an owner. */
export async function publishing(database: Knex, owner_id: string): Promise<boolean> {
  const calls = PostTarget.query(database).where({ owner_id, status: 'publishing' });
  return (await calls.resultSize()) > 0;
}
