import type { Knex } from 'knex';
import { BatchRun } from './batch-run';

/** Whoever starts something shorter is still there when it ends, and has the socket to tell. */
const worthAMailAfterMs = 60_000;

/** Whether the last run of a batch took so long that its owner has gone to do something else. */
export async function tookLong(database: Knex, batchId: string): Promise<boolean> {
  const run = await BatchRun.query(database)
    .where({ batch_id: batchId, state: 'done' })
    .orderBy('attempt', 'desc')
    .first();
  const { started_at, finished_at } = run ?? {};
  if (!started_at || !finished_at) return false;
  return finished_at.getTime() - started_at.getTime() >= worthAMailAfterMs;
}
