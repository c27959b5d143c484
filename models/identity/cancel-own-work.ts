// What an account that is being erased has under way.
import type { Knex } from 'knex';
import type { Transaction } from '../../foundation/transaction';
import { ShadowRun } from '../classification/shadow-run';
import { cancelShadowRun } from '../classification/start-shadow-run';
import { Batch } from '../operations/batch';
import { BatchRun } from '../operations/batch-run';
import { controlBatch } from '../operations/control-batch';
import { ImageAttempt } from '../studio/image-attempt';
import { removeAccountsOf, revoking } from '../studio/remove-account';
import { cancelPostsOf, publishing } from '../studio/stop-posts';
import { StudioImage } from '../studio/studio-image';

/**
 * Has every batch, shadow run, wished picture and scheduled post of an owner cancelled, and the tokens of connected
 * accounts revoked; their workflows obey.
 */
export async function cancelOwnWork(tx: Transaction, owner_id: string): Promise<void> {
  const batches = await Batch.query(tx.sql)
    .where({ owner_id })
    .whereIn('state', ['pending', 'running', 'paused'])
    .orderBy('id')
    .forUpdate();
  for (const { id } of batches) await controlBatch(tx, id, 'cancelled');
  const shadowRuns = await ShadowRun.query(tx.sql)
    .where({ owner_id, finished_at: null })
    .orderBy('id')
    .forUpdate();
  for (const { id } of shadowRuns) await cancelShadowRun(tx, id);
  // A picture that is deleted before it is made is asked of nobody any more.
  await StudioImage.query(tx.sql)
    .where({ owner_id, status: 'pending', deleted_at: null })
    .patch({ deleted_at: new Date() });
  await cancelPostsOf(tx, owner_id, new Date());
  await removeAccountsOf(tx, owner_id, new Date());
}

/** Whether some of it has not come to a standstill yet. */
export async function worksStill(database: Knex, owner_id: string): Promise<boolean> {
  const runs = BatchRun.query(database).where({ owner_id }).whereNot({ state: 'done' });
  if ((await runs.resultSize()) > 0) return true;
  const shadowRuns = ShadowRun.query(database).where({ owner_id, finished_at: null });
  if ((await shadowRuns.resultSize()) > 0) return true;
  const calls = ImageAttempt.query(database).where({ owner_id, state: 'running' });
  if ((await calls.resultSize()) > 0) return true;
  if (await publishing(database, owner_id)) return true;
  return await revoking(database, owner_id);
}
