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

/** Whether an account is being erased: nothing is published on its behalf any more. */
export async function isErased(database: Knex, owner_id: string): Promise<boolean> {
  const owner = await database('users').where({ id: owner_id, deleted_at: null }).first('id');
  return owner === undefined;
}

/** Whether a platform is being called for an owner. */
export async function publishing(database: Knex, owner_id: string): Promise<boolean> {
  const calls = PostTarget.query(database).where({ owner_id, status: 'publishing' });
  return (await calls.resultSize()) > 0;
}
